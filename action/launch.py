"""Starts the `stelp-ci` of this very checkout, in an interpreter that has its dependencies."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from stelp_ci.cli.main import main

sys.exit(main())
