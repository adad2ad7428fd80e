"""Address labels, printed by the system's print command."""

import subprocess
from pathlib import Path


def print_label(label: Path) -> None:
    """Print one label on the default printer."""
    subprocess.run(["lp", str(label)], check=True, timeout=30)
