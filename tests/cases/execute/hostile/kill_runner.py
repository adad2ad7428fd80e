import os
import signal


def test_it():
    os.kill(1, signal.SIGKILL)
