import os
import subprocess
import sys


def added(name):
    # ruleid: install-at-run-time
    subprocess.check_call([sys.executable, "-m", "pip", "install", name])


def added_too(name):
    # ruleid: install-at-run-time
    os.system("pip install " + name)


def listed():
    # ok: install-at-run-time
    return subprocess.check_output([sys.executable, "-m", "pip", "list"])


def shown():
    # ok: install-at-run-time
    print("pip install example")
