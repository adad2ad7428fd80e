"""Address labels, printed by the system's print command."""

import subprocess
from pathlib import Path


def print_label(label: Path, printer: str = "default") -> None:
    """Print one label on the given printer."""
    subprocess.run(f"lp -d {printer} {label}", shell=True, check=True, timeout=30)
