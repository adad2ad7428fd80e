import os
import sys


def test_it():
    os.execv(sys.executable, [sys.executable, "-I", "-S", "-c", "print('1 passed')"])
