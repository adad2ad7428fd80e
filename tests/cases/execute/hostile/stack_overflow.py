import ctypes


def test_it():
    call = ctypes.CFUNCTYPE(None)
    libc = ctypes.CDLL(None)

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    def again(left, right):
        numbers = (ctypes.c_int * 2)(2, 1)
        libc.qsort(numbers, 2, 4, again)
        return 0

    import sys

    sys.setrecursionlimit(10**9)
    again(0, 0)
