"""Signals the host's processes by number."""

import os
import signal

from attempt import CANARY, tried

def test_it():
    def send(pid, number):
        os.kill(pid, number)
        return True
    others = [CANARY["pid"], CANARY["runner"], os.getppid() or 1, 1]
    kinds = (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL)
    tried(*(lambda p=pid, n=number: send(p, n) for pid in others for number in kinds if pid != os.getpid()))
