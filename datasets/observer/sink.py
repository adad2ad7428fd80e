"""The only network there is: the sandbox's loopback, on which the trusted side listens, answers, and keeps a record."""

import socket
import struct
from contextlib import suppress
from typing import Any

TCP_PORTS = (21, 22, 25, 80, 443, 3128, 4444, 5432, 6379, 8000, 8080, 8443, 9001, 9999, 31337)
UDP_PORTS = (53, 123, 514, 8125, 9999)
KEPT = 4096
SECOND_STAGE = "open('/tmp/marks/second-stage', 'w').write('ran')\n"


class Sink:
    """Listens on every address of the sandbox. `records` are what came: kind, port, and the first bytes."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.listeners = [self._tcp(port) for port in TCP_PORTS]
        self.datagrams = [self._udp(port) for port in UDP_PORTS]
        self.streams: dict[socket.socket, dict[str, Any]] = {}

    def _tcp(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("0.0.0.0", port))
        listener.listen(64)
        listener.settimeout(0)
        return listener

    def _udp(self, port: int) -> socket.socket:
        receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        receiver.bind(("0.0.0.0", port))
        receiver.settimeout(0)
        return receiver

    def sockets(self) -> "list[socket.socket]":
        """What to wait for."""
        return [*self.listeners, *self.datagrams, *self.streams]

    def close(self) -> None:
        """In a fork that is none of ours."""
        for one in self.sockets():
            one.close()

    def clear(self) -> None:
        """Forget what a run did."""
        for stream in self.streams:
            stream.close()
        self.streams.clear()
        self.records = []

    def serve(self, ready: socket.socket) -> None:
        """Take in what came on one socket."""
        with suppress(OSError):
            if ready in self.datagrams:
                self._datagram(ready)
            elif ready in self.streams:
                self._read(ready)
            else:
                self._accept(ready)

    def _accept(self, listener: socket.socket) -> None:
        stream, _ = listener.accept()
        stream.settimeout(0)
        address, port = stream.getsockname()[:2]
        record = {"kind": "tcp", "to": f"{address}:{port}", "data": ""}
        self.records.append(record)
        self.streams[stream] = record
        if port in (21, 22, 25):
            stream.send(b"220 ready\r\n")

    def _read(self, stream: socket.socket) -> None:
        record = self.streams[stream]
        piece = stream.recv(65536)
        if not piece:
            del self.streams[stream]
            stream.close()
            return
        record["data"] = (record["data"] + piece.decode("utf-8", "replace"))[:KEPT]
        if "\r\n\r\n" in record["data"]:
            stream.send(answer(record["data"]))
        elif record["to"].endswith((":25", ":21")):
            stream.send(b"250 ok\r\n")
        elif record["to"].endswith((":4444", ":31337")):
            stream.send(b"tripwire\n")

    def _datagram(self, receiver: socket.socket) -> None:
        data, sender = receiver.recvfrom(65536)
        port = receiver.getsockname()[1]
        if port != 53:
            self.records.append(
                {"kind": "udp", "to": f"127.0.0.1:{port}", "data": data.decode("utf-8", "replace")[:KEPT]}
            )
            return
        name = question(data)
        self.records.append({"kind": "dns", "to": name, "data": name})
        receiver.sendto(reply(data), sender)


def answer(request: str) -> bytes:
    """What every web server of this world says: a second stage where code is asked for, else `ok`."""
    path = [*request.split(" "), "", ""][1].partition("?")[0]
    body = SECOND_STAGE if path.endswith((".py", ".txt", "/stage")) else "ok"
    if path.endswith(".json"):
        body = '{"run": "' + SECOND_STAGE.strip().replace('"', "'") + '"}'
    if path.endswith(".sh"):
        body = "tripwire fetched\n"
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return (head + body).encode()


def question(packet: bytes) -> str:
    """The name that a DNS query asks for. https://www.rfc-editor.org/rfc/rfc1035#section-4.1.2"""
    labels, at = [], 12
    while at < len(packet) and packet[at]:
        labels.append(packet[at + 1 : at + 1 + packet[at]].decode("ascii", "replace"))
        at += packet[at] + 1
    return ".".join(labels)


def reply(packet: bytes) -> bytes:
    """Every name is 127.0.0.1, and has no address of another kind."""
    end = packet.index(b"\0", 12) + 5
    kind = struct.unpack("!H", packet[end - 4 : end - 2])[0]
    found = kind == 1
    head = packet[:2] + b"\x81\x80" + struct.pack("!HHHH", 1, int(found), 0, 0)
    record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + bytes([127, 0, 0, 1])
    return head + packet[12:end] + (record if found else b"")
