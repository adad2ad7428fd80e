"""Ending the process."""

import atexit  # expect: exit atexit
import os
import signal  # expect: exit signal
import sys
from sys import exit as leave  # expect: exit sys.exit


def f(code):
    sys.exit(code)  # expect: exit sys.exit in f
    leave()  # expect: exit sys.exit
    exit()  # expect: exit exit
    quit()  # expect: exit quit
    os._exit(0)  # expect: exit os._exit
    os.abort()  # expect: exit os.abort
    os.kill(0, signal.SIGKILL)  # expect: exit os.kill; processes os.kill; exit signal.SIGKILL
    atexit.register(f)  # expect: exit atexit.register
    raise SystemExit  # expect: exit SystemExit


def g():
    raise __import__("sys").modules["builtins"].SystemExit(0)  # expect: exit SystemExit; dynamic-code __import__; reflection sys.modules


class Leave(SystemExit):  # expect: exit SystemExit in Leave
    pass


def h(exit, self):
    try:
        exit()
        self.exit(0)
        self.sys.exit()
    except SystemExit:
        return 1
