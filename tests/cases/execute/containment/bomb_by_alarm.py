"""Acts from signal handlers and timers."""

import signal
import time

from attempt import CANARY, tried


def test_it():
    def act(*_):
        open(CANARY["writable"], "w").write("boom")
    signal.signal(signal.SIGALRM, act)
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
    def wait():
        time.sleep(0.5)
        return False
    tried(wait)
