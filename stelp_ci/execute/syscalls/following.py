"""Follows a log line by line: which process descends from which, which test runs in it, and what it did. Bounded.

The first process inside is the trusted runner; what it forks becomes the code under judgement at its first mark. A mark
is a question that no code asks by itself (`statfs` below `/stelp/mark`), made by the trusted part of that process: code
under judgement can imitate marks, and by that put its effects under the name of another test, but not unmake them.
"""

import re
from collections import deque
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from stelp_ci.execute.syscalls.effects import MARK_CALL, Place, effect_of
from stelp_ci.execute.syscalls.lines import Call, NoLineError, calls_in
from stelp_ci.model.kernel import KernelEffect, KernelLog

RUNNER = 1
BEGIN = "begin"
MOST_EFFECTS = 1000
MOST_WAITING = 2000
"""Lines of threads whose parent the log has not named yet."""
TARGET_CHARACTERS = 300
_CLONES = ("clone", "clone3", "fork", "vfork")
_CHANGES_DIRECTORY = ("chdir", "fchdir")
_MARK = re.compile(r"0x[0-9a-f]+ /stelp/mark/([0-9a-zA-Z_-]{1,64}), 0x[0-9a-f]+")
_WHERE = re.compile(r"(?:^|, )0x[0-9a-f]+ (.*)", re.DOTALL)


class Process:
    """What is known of one process. A fork begins as its parent was."""

    def __init__(self, number: int, parent: "Process | None") -> None:
        self.number = number
        self.parent = parent
        self.directory = parent.directory if parent else "/"
        self.mark = parent.mark if parent else ""
        self.judged = parent.judged if parent else False
        self.program = parent.program if parent else False


class _Key(NamedTuple):
    call: str
    targets: tuple[str, ...]
    mark: str
    program: bool


class Follower:
    """Takes the lines of one log, in order, and keeps what they amount to."""

    def __init__(self, trees: tuple[str, ...] = ()) -> None:
        self._trees = trees
        self._of_thread: dict[int, Process] = {RUNNER: Process(RUNNER, None)}
        self._effects: dict[_Key, KernelEffect] = {}
        self._entered: dict[int, _Key] = {}
        self._waiting: deque[Call] = deque()
        self._complete = True
        self._began = False
        self._unread = 0
        self._imitations = 0

    def take(self, line: bytes) -> None:
        """Take in one line, without its end."""
        try:
            calls = calls_in(line)
        except NoLineError:
            self._unread += 1
            return
        self._imitations += len(calls) > 1
        for call in calls:
            self._take_call(call)

    def cut(self) -> None:
        """From here on lines are missing."""
        self._complete = False

    def log(self) -> KernelLog:
        """The whole. What no parent was named for is the code's own."""
        for call in self._waiting:
            self._process(call.thread)
        waiting, self._waiting = list(self._waiting), deque()
        for call in waiting:
            self._follow(call, self._of_thread[call.thread])
        effects = tuple(self._effects.values())
        return KernelLog(
            effects=effects,
            complete=self._complete,
            began=self._began,
            unread=self._unread,
            imitations=self._imitations,
        )

    def _process(self, thread: int) -> Process:
        if thread not in self._of_thread:
            process = self._of_thread[thread] = Process(thread, None)
            process.judged = True
        return self._of_thread[thread]

    def _take_call(self, call: Call) -> None:
        """A new thread may be heard before the call that made it returns: its lines wait for that."""
        process = self._of_thread.get(call.thread)
        if process is not None:
            self._follow(call, process)
        elif len(self._waiting) < MOST_WAITING:
            self._waiting.append(call)
        else:
            self._process(call.thread)
            self._follow(call, self._of_thread[call.thread])

    def _follow(self, call: Call, process: Process) -> None:
        if call.name in _CLONES:
            if not call.entering and call.returned > 0:
                self._born(call, process)
        elif call.name in _CHANGES_DIRECTORY:
            self._move(call, process)
        elif call.name == MARK_CALL:
            self._mark(call, process)
        elif call.entering:
            self._see(call, process)
        else:
            self._end(call, process)

    def _born(self, call: Call, process: Process) -> None:
        child = call.returned
        self._of_thread[child] = process if "CLONE_THREAD" in call.arguments.split("|") else Process(child, process)
        waiting, self._waiting = self._waiting, deque()
        for held in waiting:
            self._take_call(held)

    def _move(self, call: Call, process: Process) -> None:
        where = _WHERE.search(call.arguments)
        if not call.entering and not call.error and where:
            place = where[1]
            process.directory = place if place.startswith("/") else f"{process.directory}/{place}"

    def _mark(self, call: Call, process: Process) -> None:
        match = _MARK.fullmatch(call.arguments)
        if call.entering and match:
            process.judged = self._began = True
            process.mark = "" if match[1] == BEGIN else match[1]

    def _see(self, call: Call, process: Process) -> None:
        place = Place(process.number, process.directory, self._trees, process.program, partial(self._made, process))
        effect = effect_of(call, place) if process.judged else None
        if effect is None:
            return
        targets = tuple(target[-TARGET_CHARACTERS:] for target in effect.targets)
        key = _Key(call.name, targets, process.mark, process.program)
        known = self._effects.get(key)
        if known is None and len(self._effects) >= MOST_EFFECTS:
            self._complete = False
            return
        self._entered[call.thread] = key
        self._effects[key] = (
            replace(known, times=known.times + 1)
            if known
            else KernelEffect(
                capability=effect.capability,
                call=call.name,
                targets=targets,
                result="it did not return",
                test=process.mark,
                by_program=process.program,
                unclear=effect.unclear,
                by_library=effect.by_library,
                times=1,
            )
        )

    def _made(self, process: Process, number: int) -> bool:
        """Whether a process descends from this one."""
        other = self._of_thread.get(number)
        while other is not None and other is not process:
            other = other.parent
        return other is process and number != process.number

    def _end(self, call: Call, process: Process) -> None:
        key = self._entered.pop(call.thread, None)
        if call.name.startswith("execve") and not call.error:
            process.program = True
        if key is not None and key.call == call.name and (effect := self._effects[key]).result:
            self._effects[key] = replace(effect, result=call.error)
