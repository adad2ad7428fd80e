"""Leaves a marked file in every directory that a host has."""

from attempt import CANARY, tried


def test_it():
    places = ["/", "/etc", "/usr", "/usr/bin", "/src", "/stelp", "/layers/0", "/dev", "/sys", "/proc", "/root", "/var/tmp", "/run",
              "/home", "/boot", CANARY["folder"]]
    tried(*(lambda place=place: open(f"{place}/{CANARY['escaped']}", "x").write("x") for place in places))
