"""Leaves threads that act until the process is dead."""

import socket
import threading
import time

from attempt import CANARY, tried


def test_it():
    def act():
        while True:
            for work in (lambda: open(CANARY["writable"], "w"), lambda: socket.create_connection(("127.0.0.1", CANARY["tcp"]), 1)):
                try:
                    work()
                except OSError:
                    time.sleep(0.01)
    for _ in range(4):
        threading.Thread(target=act, daemon=True).start()
    time.sleep(0.3)
    tried()
