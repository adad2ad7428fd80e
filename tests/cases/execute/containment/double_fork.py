"""Leaves a daemon that waits and then writes, connects and prints."""

import os
import signal
import socket
import time

from attempt import CANARY, tried


def test_it():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.closerange(0, 3)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            for _ in range(100):
                time.sleep(0.05)
                for work in (lambda: open(f"/tmp/{CANARY['escaped']}", "w"), lambda: socket.create_connection(("127.0.0.1", CANARY["tcp"]))):
                    try:
                        work()
                    except OSError:
                        pass
        os._exit(0)
    os.wait()
    tried()
