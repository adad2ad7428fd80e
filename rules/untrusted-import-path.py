import os
import sys
from pathlib import Path

# ruleid: untrusted-import-path
sys.path.insert(0, os.getcwd())

# ruleid: untrusted-import-path
sys.path.append("/tmp")

# ok: untrusted-import-path
sys.path.append(str(Path(__file__).parent / "vendor"))

# ok: untrusted-import-path
sys.path.remove("")
