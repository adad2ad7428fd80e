"""Names that come from a star."""

from subprocess import *  # expect: processes subprocess
from os import *
from math import *


def f(names):
    run(["ls"])  # expect: processes subprocess.run in f
    system("ls")  # expect: processes os.system
    print(len(names), sqrt)  # expect: processes subprocess.sqrt
    return open  # expect: files open; files os.open


def g(run, system):
    run(system)
