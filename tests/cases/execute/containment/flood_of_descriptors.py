"""Opens files, pipes, sockets and events until there are no more."""

import os
import socket

from attempt import CANARY, tried


def test_it():
    held = []
    def more(make):
        try:
            while True:
                held.append(make())
        except OSError:
            return len(held) > 2048
    tried(
        lambda: more(lambda: os.dup(1)),
        lambda: held.clear() or more(os.pipe),
        lambda: more(socket.socketpair),
        lambda: more(lambda: os.eventfd(0)),
    )
