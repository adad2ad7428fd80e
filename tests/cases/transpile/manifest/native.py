"""Native code."""

import ctypes as c  # expect: native ctypes
from ctypes import CDLL  # expect: native ctypes.CDLL

import cffi  # expect: native cffi


def f():
    import mmap  # expect: native mmap; files mmap

    c.cdll.LoadLibrary("x")  # expect: native ctypes.cdll in f
    CDLL(None)  # expect: native ctypes.CDLL in f
    cffi.FFI()  # expect: native cffi.FFI
    mmap.mmap(-1, 1)  # expect: native mmap.mmap; files mmap.mmap
    __import__("_ctypes")  # expect: native ctypes; dynamic-code __import__


def g(c, ctypes):
    return c.cdll, ctypes.CDLL
