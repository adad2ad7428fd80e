"""Makes an interface, an address and a route by netlink."""

import socket
import struct

from attempt import CANARY, tried


def test_it():
    def speak(message):
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as end:
            end.bind((0, 0))
            end.settimeout(1)
            end.send(message)
            answer = end.recv(4096)
            return struct.unpack_from("=IHHIIi", answer)[1:] [4] == 0 and struct.unpack_from("=IHHII", answer)[1] != 2
    def request(kind, body):
        return struct.pack("=IHHII", 16 + len(body), kind, 0x605, 1, 0) + body
    link = struct.pack("=BxHiII", 0, 0, 0, 1, 1) + struct.pack("=HH4s", 8, 3, b"esc\0")
    address = struct.pack("=BBBBI", socket.AF_INET, 8, 0, 0, 1) + struct.pack("=HH4s", 8, 2, bytes([10, 9, 8, 7]))
    tried(lambda: speak(request(16, link)), lambda: speak(request(20, address)))
