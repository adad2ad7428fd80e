"""Whether a name means the builtin, where Python decides it at run time or by its rules."""

import os
from .os import system
from . import subprocess


def shadowed_by_module():
    return input("x"), system("x"), subprocess.run("x")


def input(prompt):
    return prompt


if os:
    def eval(text):
        return text


def maybe_builtin():
    return eval("1")  # expect: dynamic-code eval


exec("before")  # expect: dynamic-code exec


def exec(text):
    return text


exec("after")


class Body:
    open = open  # expect: files open in Body
    first = open("x")  # expect: files open in Body

    def method(self):
        return open("x")  # expect: files open in Body.method


def local():
    def inner():
        return compile("x")

    def compile(text):
        return text

    return inner, [exit for exit in ()], {vars: 1 for vars in ()}, lambda quit: quit()


def declared():
    global late, popen
    late = os.system  # expect: processes os.system in declared
    popen = print


def uses_global():
    late("x")  # expect: processes os.system in uses_global
    return popen


def outer():
    run = None

    def inner():
        nonlocal run
        run = os.popen  # expect: processes os.popen in outer.<locals>.inner

    def user():
        return run("x")  # expect: processes os.popen in outer.<locals>.user

    return inner, user


def deleted():
    return breakpoint()  # expect: frames breakpoint


breakpoint = print
del breakpoint


def walrus(names):
    [keep := os.fork for _ in names]  # expect: processes os.fork
    return keep()  # expect: processes os.fork


def comprehended(names):
    return [open(name) for name in open(names)], [open for open in names]  # expect: files open


def caught():
    try:
        pass
    except ValueError as open:
        return open("x")


def alias_of_alias():
    first = os.getcwd  # expect: files os.getcwd
    second = first  # expect: files os.getcwd
    third = second  # expect: files os.getcwd
    return third()  # expect: files os.getcwd
