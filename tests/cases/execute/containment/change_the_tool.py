"""Edits the runner, pytest and the interpreter."""

import os
import sys

from attempt import CANARY, tried


def test_it():
    tried(
        *(lambda path=path: open(path, "ab").write(b"#") for path in
          ["/stelp/_stelp/runner.py", "/stelp/imports.bin", os.__file__, sys.executable, "/etc/passwd", "/etc/hosts"])
    )
