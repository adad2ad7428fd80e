"""Changes priority, affinity and limits of processes of the host, and its own beyond the limits."""

import os

from attempt import CANARY, tried


def test_it():
    import resource
    victims = (CANARY["pid"], CANARY["runner"])
    tried(
        *(lambda p=pid: os.setpriority(os.PRIO_PROCESS, p, 19) or True for pid in victims),
        *(lambda p=pid: os.sched_setaffinity(p, {0}) or True for pid in victims),
        *(lambda p=pid: resource.prlimit(p, resource.RLIMIT_CPU, (1, 1)) for pid in victims),
        lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99)) or True,
    )
