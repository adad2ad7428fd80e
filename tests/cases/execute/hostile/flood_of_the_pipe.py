import os


def test_it():
    while True:
        for fd in range(4, 20):
            try:
                os.write(fd, b"x" * 65536)
            except OSError:
                pass
