"""Opens sockets of every family and kind there is."""

import socket

from attempt import CANARY, tried


def test_it():
    def dial(family, kind):
        with socket.socket(family, kind) as end:
            end.settimeout(0.2)
            end.connect((2, 1024) if family == 40 else b"\0" * 14)
            return True
    known = {socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK}
    tried(*(lambda f=family, k=kind: dial(f, k) for family in range(3, 46) if family not in known for kind in (1, 2, 3, 5)))
