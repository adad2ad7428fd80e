import os


def test_it():
    while True:
        try:
            if os.fork() == 0:
                os._exit(0)
        except OSError:
            pass
