import sys


def test_it():
    sys.exit(0)
