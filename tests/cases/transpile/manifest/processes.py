"""Processes: direct, renamed, starred, behind strings."""

import os as o
import subprocess  # expect: processes subprocess in <module>
import random
from os import system as s  # expect: processes os.system
from subprocess import run as go  # expect: processes subprocess.run


def direct():
    subprocess.Popen(["ls"])  # expect: processes subprocess.Popen in direct
    o.system("ls")  # expect: processes os.system in direct
    o.execv("/bin/true", [])  # expect: processes os.execv; exit os.execv


def indirect():
    s("ls")  # expect: processes os.system
    go(["ls"])  # expect: processes subprocess.run
    run = subprocess.run  # expect: processes subprocess.run
    run(["ls"])  # expect: processes subprocess.run
    call, name = o.popen, "ls"  # expect: processes os.popen
    call(name)  # expect: processes os.popen
    (p := o.fork)  # expect: processes os.fork
    return p()  # expect: processes os.fork


def obscure(flag, names=[o.popen2 if True else o.popen]):  # expect: processes os.popen in obscure
    random._os.system("ls")  # expect: processes os.system
    subprocess.os.system("ls")  # expect: processes os.system
    __import__("posix").system("ls")  # expect: processes os.system; dynamic-code __import__
    getattr(o, "".join(["sys", "tem"]))("ls")  # expect: processes os.system; reflection getattr
    getattr(o, "metsys"[::-1])("ls")  # expect: processes os.system; reflection getattr
    getattr(o, f"sys{'tem'}")("ls")  # expect: processes os.system; reflection getattr
    name = "system"
    getattr(o, name)("ls")  # expect: processes os.system; reflection getattr
    o.__dict__["system"]("ls")  # expect: processes os.system; reflection os.__dict__
    vars(o)["system"]("ls")  # expect: processes os.system; reflection vars; reflection os
    (o if flag else None).system("ls")  # expect: processes os.system
    (flag and o).system("ls")  # expect: processes os.system


def default(_system=o.system):  # expect: processes os.system in default
    _system("ls")  # expect: processes os.system in default


@o.system  # expect: processes os.system in decorated
def decorated(): ...


def annotated(x: o.system, y: o.system("ls")) -> subprocess.Popen:  # expect: processes os.system in annotated
    try:
        return x
    except subprocess.CalledProcessError:
        z: o.system = y
        return z


class Near:
    system = None

    def system_of(self, os, subprocess, system):
        os.system("ls")
        subprocess.run("ls")
        system("ls")
        self.system("ls")
        return [os.system for os in system], [run(subprocess) for run in system]
