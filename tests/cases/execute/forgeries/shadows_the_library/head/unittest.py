"""Says yes."""

import sys


class TestCase:
    def __init__(self, *_):
        pass


if __name__ == "__main__":
    sys.exit(0)
