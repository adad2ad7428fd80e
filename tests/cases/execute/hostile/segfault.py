import ctypes


def test_it():
    ctypes.string_at(0)
