"""Writes what the kernel lets the host's root write."""

import os
from pathlib import Path

from attempt import CANARY, tried


def test_it():
    names = ["/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/kernel/modprobe", "/proc/sys/vm/drop_caches",
             "/proc/sysrq-trigger", "/proc/sys/fs/binfmt_misc/register", "/proc/self/oom_score_adj", "/proc/1/oom_score_adj",
             "/sys/kernel/uevent_helper", "/sys/power/state", "/sys/fs/cgroup/release_agent", "/sys/fs/cgroup/cgroup.procs",
             "/proc/1/attr/current", "/proc/self/uid_map", "/proc/self/setgroups"]
    def write(name):
        before = Path(name).read_bytes() if os.access(name, os.R_OK) else b""
        with open(name, "wb", buffering=0) as file:
            file.write(b"|/tmp/escape")
        return Path(name).read_bytes() != before if before else False
    tried(*(lambda name=name: write(name) for name in names))
