import time

time.sleep(600)


def test_it():
    pass
