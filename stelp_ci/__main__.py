"""`python -m stelp_ci` is `stelp-ci`."""

import sys

from stelp_ci.cli.main import main

sys.exit(main())
