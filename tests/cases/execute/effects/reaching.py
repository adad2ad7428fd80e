"""Ways of reaching out, most of which the source does not show; the line of each is marked with its capability."""

import base64
import ctypes
import importlib
import os
import pickle
import socket
import subprocess
import sys
import threading


def open_socket():
    return socket.socket(socket.AF_INET).close()  # effect: network socket.__new__


def read_environment():
    return getattr(os, "env" + "iron").get("NO_SUCH")  # effect: environment os.environ


def run_program():
    launch = getattr(subprocess, "P" + "open")
    try:
        launch(["/bin/true"])  # effect: processes subprocess.Popen
    except OSError:
        return None


def system_behind_a_name():
    return getattr(os, "sys" + "tem")("true")  # effect: processes os.system


def native_code():
    return ctypes.CDLL(None)  # effect: native ctypes.dlopen


class Loader:
    def load(self, data):
        return pickle.loads(data)  # effect: dynamic-code pickle.find_class


def decoded():
    exec(base64.b64decode("cGFzcw=="))  # effect: dynamic-code exec # effect: dynamic-code compile


def written(path):
    write = importlib.import_module("io").open
    with write(path, "w") as file:  # effect: files open for writing
        file.write("x")


def of_others():
    with open("/etc/passwd") as file:  # effect: files open for reading
        return file.read()


def frames():
    return [step for step in [sys._getframe(0)]][0].f_lineno  # effect: frames sys._getframe


def pretending():
    os.environ["PYTEST_CURRENT_TEST"] = "another"  # effect: environment os.putenv


def in_a_thread():
    def work():
        os.unlink("/tmp/nothing")  # effect: files os.remove

    thread = threading.Thread(target=lambda: suppressed(work))
    thread.start()
    thread.join()


def suppressed(work):
    try:
        work()
    except OSError:
        return None
