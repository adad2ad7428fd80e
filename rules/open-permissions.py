import os
from pathlib import Path


def shared(path):
    # ruleid: open-permissions
    os.chmod(path, 0o777)


def shared_too(path):
    # ruleid: open-permissions
    Path(path).chmod(0o666)


def unmasked():
    # ruleid: open-permissions
    os.umask(0)


def private(path):
    # ok: open-permissions
    os.chmod(path, 0o600)


def program(path):
    # ok: open-permissions
    Path(path).chmod(0o755)


def opened(path):
    # ok: open-permissions
    return os.open(path, os.O_CREAT | os.O_WRONLY, 0o666)


def asked():
    # ok: open-permissions
    mask = os.umask(0)
    os.umask(mask)
    return mask


def masked():
    # ok: open-permissions
    os.umask(0o077)
