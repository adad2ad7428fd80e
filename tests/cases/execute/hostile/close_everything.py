import os


def test_it():
    os.closerange(0, 1024)
