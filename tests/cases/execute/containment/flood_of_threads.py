"""Starts threads until there are no more."""

import threading

from attempt import CANARY, tried


def test_it():
    gate = threading.Event()
    started = []
    def more():
        while True:
            thread = threading.Thread(target=gate.wait, daemon=True)
            thread.start()
            started.append(thread)
    try:
        more()
    finally:
        gate.set()
