import os
import signal
import time


def test_it():
    for _ in range(5):
        if os.fork() == 0:
            os.setsid()
            for number in range(1, 32):
                if number not in (signal.SIGKILL, signal.SIGSTOP):
                    signal.signal(number, signal.SIG_IGN)
            while True:
                time.sleep(0.01)
