"""Listens on all addresses; nobody outside may find it."""

import socket

from attempt import CANARY, tried


def test_it():
    server = socket.create_server(("0.0.0.0", CANARY["free"]))
    server.settimeout(1)
    tried(server.accept)
