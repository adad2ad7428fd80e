"""Opens raw and packet sockets."""

import socket

from attempt import CANARY, tried


def test_it():
    kinds = [(socket.AF_INET, socket.SOCK_RAW, 1), (socket.AF_INET, socket.SOCK_RAW, 255), (socket.AF_INET6, socket.SOCK_RAW, 58),
             (socket.AF_PACKET, socket.SOCK_RAW, 0x300), (socket.AF_PACKET, socket.SOCK_DGRAM, 0x300)]
    tried(*(lambda kind=kind: socket.socket(*kind).fileno() for kind in kinds))
