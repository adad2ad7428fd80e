"""Acts when the interpreter ends: at exit, in a destructor, in a finaliser."""

import atexit
import os
import socket
import sys
import weakref

from attempt import CANARY, tried


def test_it():
    def act(*_):
        os.write(1, b"boom\n")
        socket.create_connection(("127.0.0.1", CANARY["tcp"]), 1)
        open(CANARY["writable"], "w").write("boom")
    class Bomb:
        def __del__(self):
            act()
    atexit.register(act)
    weakref.finalize(Bomb, act)
    sys.bomb = Bomb()
    tried()
