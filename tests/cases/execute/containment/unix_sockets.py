"""Connects to UNIX sockets of the host, by path and abstract."""

import socket

from attempt import CANARY, tried


def test_it():
    def connect(address):
        with socket.socket(socket.AF_UNIX) as end:
            end.connect(address)
            end.sendall(b"escaped")
            return True
    names = [CANARY["unix"], "\0" + CANARY["abstract"], "/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock",
             "/run/dbus/system_bus_socket", "/run/systemd/private"]
    tried(*(lambda name=name: connect(name) for name in names))
