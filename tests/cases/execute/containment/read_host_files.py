"""Reads what a host has and a sandbox must not."""

from pathlib import Path

from attempt import CANARY, tried


def test_it():
    paths = ["/etc/shadow", "/etc/machine-id", "/etc/ssh/sshd_config", "/var/log/syslog"]
    tried(*(lambda path=path: Path(path).read_bytes()[:64] for path in paths))
