"""Reads the memory and the log of the kernel."""

from attempt import CANARY, tried


def test_it():
    names = ["/proc/kcore", "/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/proc/kallsyms", "/proc/kpagecount", "/proc/timer_list",
             "/sys/firmware/efi", "/sys/kernel/debug", "/sys/kernel/security", "/proc/keys"]
    tried(*(lambda name=name: open(name, "rb").read(16) for name in names))
