import os
import subprocess

import docker


def promoted():
    # ruleid: run-as-root
    os.setuid(0)


def restarted():
    # ruleid: run-as-root
    subprocess.run(["sudo", "systemctl", "restart", "app"], check=True)


def started():
    # ruleid: run-as-root
    docker.from_env().containers.run("tool", privileged=True)


def demoted(user):
    # ok: run-as-root
    os.setuid(user)


def safely_started():
    # ok: run-as-root
    docker.from_env().containers.run("tool", cap_drop=["ALL"])


def named():
    # ok: run-as-root
    subprocess.run(["sudoku", "--new"], check=True)
