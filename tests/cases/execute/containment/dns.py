"""Asks for names, by the system and by hand."""

import socket

from attempt import CANARY, tried


def test_it():
    question = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x07example\x03org\0\0\x01\0\x01"
    def ask(server):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.settimeout(0.3)
            end.sendto(question, (server, CANARY["udp"]))
            return end.recv(512)
    tried(
        lambda: socket.getaddrinfo("example.org", 80),
        lambda: socket.gethostbyname("localhost.localdomain.example.org"),
        *(lambda server=server: ask(server) for server in ["127.0.0.53", "127.0.0.1", "8.8.8.8"]),
    )
