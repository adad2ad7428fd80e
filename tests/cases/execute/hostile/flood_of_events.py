import os


def test_it():
    for _ in range(2000):
        os.write(3, b"z" * 32768)
