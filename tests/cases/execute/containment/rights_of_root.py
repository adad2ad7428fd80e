"""Asks for what only the host's root may do."""

import ctypes

from attempt import CANARY, tried

LIBC = ctypes.CDLL(None, use_errno=True)


def test_it():
    word = ctypes.c_uint64(0)
    calls = {
        "sethostname": (170, b"escaped", 7), "setdomainname": (171, b"escaped", 7), "reboot": (169, 0xFEE1DEAD, 672274793, 0x1234567),
        "swapon": (167, b"/tmp/x", 0), "acct": (163, b"/tmp/x"), "settimeofday": (164, ctypes.byref(word), 0),
        "clock_settime": (227, 0, ctypes.byref(word)), "adjtimex": (159, ctypes.byref((ctypes.c_uint8 * 256)(1))),
        "init_module": (175, b"x", 1, b""), "finit_module": (313, 0, b"", 0), "delete_module": (176, b"x", 0),
        "kexec_load": (246, 0, 0, 0, 0), "iopl": (172, 3), "ioperm": (173, 0, 1, 1), "vhangup": (153,), "quotactl": (179, 0, b"/", 0, 0),
        "bpf": (321, 5, ctypes.byref((ctypes.c_uint8 * 128)()), 128), "perf_event_open": (298, ctypes.byref((ctypes.c_uint8 * 128)()), 0, -1, -1, 0),
        "userfaultfd": (323, 0), "io_uring_setup": (425, 8, ctypes.byref((ctypes.c_uint8 * 128)())), "add_key": (248, b"user", b"x", b"y", 1, -3),
        "keyctl": (250, 0, -3, 1), "fanotify_init": (300, 0, 0), "lookup_dcookie": (212, 0, 0, 0), "syslog": (103, 5, 0, 0),
        "move_pages": (279, 1, 0, 0, 0, 0, 0), "nfsservctl": (180, 0, 0, 0), "uselib": (134, b"/tmp/x"),
    }
    harmless = {"keyctl", "adjtimex", "io_uring_setup"}
    tried(*(lambda n=name, c=call: LIBC.syscall(*c) >= 0 and n not in harmless for name, call in calls.items()))
