"""Sends datagrams to the host, to all and to a group."""

import socket

from attempt import CANARY, tried


def test_it():
    def send(address, option=None):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            if option:
                end.setsockopt(*option)
            end.connect(address)
            end.send(b"escaped")
            end.settimeout(0.3)
            return end.recv(16)
    port = CANARY["udp"]
    tried(
        lambda: send(("127.0.0.1", port)),
        lambda: send(("255.255.255.255", port), (socket.SOL_SOCKET, socket.SO_BROADCAST, 1)),
        lambda: send(("224.0.0.1", port)),
    )
