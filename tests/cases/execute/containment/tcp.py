"""Connects to listeners of the host over TCP."""

import socket

from attempt import CANARY, tried


def test_it():
    def connect(family, address):
        with socket.socket(family, socket.SOCK_STREAM) as end:
            end.settimeout(1)
            end.connect(address)
            end.sendall(b"escaped")
            return True
    hosts = ["127.0.0.1", "0.0.0.0", "10.0.0.1", "169.254.169.254", "172.17.0.1", "1.1.1.1"]
    tried(
        *(lambda host=host: connect(socket.AF_INET, (host, CANARY["tcp"])) for host in hosts),
        lambda: connect(socket.AF_INET6, ("::1", CANARY["tcp6"])),
        lambda: connect(socket.AF_INET6, ("::ffff:127.0.0.1", CANARY["tcp"])),
    )
