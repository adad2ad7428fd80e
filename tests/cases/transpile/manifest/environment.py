"""The environment."""

import getpass  # expect: environment getpass
import os
import sys
from os import environ, getenv  # expect: environment os.environ; environment os.getenv


def f():
    os.environ["A"] = "b"  # expect: environment os.environ in f
    os.environ.get("A")  # expect: environment os.environ
    environ.pop("A")  # expect: environment os.environ
    getenv("A")  # expect: environment os.getenv
    os.getenv("A")  # expect: environment os.getenv
    del os.environ["A"]  # expect: environment os.environ
    input()  # expect: environment input
    sys.stdin.read()  # expect: environment sys.stdin
    sys.argv  # expect: environment sys.argv
    getpass.getuser()  # expect: environment getpass.getuser
    getattr(os, "environ")  # expect: environment os.environ; reflection getattr


def g(environ, wsgi, input):
    environ["A"]
    wsgi.environ["B"]
    return input()
