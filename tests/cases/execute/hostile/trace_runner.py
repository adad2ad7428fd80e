import ctypes


def test_it():
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.ptrace(16, 1, 0, 0) == 0, ctypes.get_errno()
