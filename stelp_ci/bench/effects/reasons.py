"""Which of the product's words stand for which reason of the set. Pure.

A verdict is right only if it is right for the right reason. The product names what it saw: a code and a place, a bound,
or a gate. The table says which of these answer to a reason: a file that is opened is refused as `open` or as the module
that opens it, a bomb as the module that starts processes or as the bound on them.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from stelp_ci.model.program_run import ProgramRun

_FILES = (
    r"open|os|posix|pathlib|io|shutil|glob|fileinput|linecache|codecs|tempfile|zipfile|tarfile|mmap|dbm|shelve|logging"
    r"|py_compile|configparser|mimetypes|atexit|fcntl|zipimport|__file__|csv|sqlite3|runpy|importlib"
)
_NETWORK = r"socket|urllib|http|ftplib|smtplib|xmlrpc|socketserver|asyncio|wsgiref|multiprocessing|selectors|logging"
_PROCESSES = r"os|posix|subprocess|pty|signal|threading|multiprocessing|concurrent|asyncio|_thread|ctypes|webbrowser"
_DYNAMIC = (
    r"eval|exec|compile|__import__|code|timeit|typing\.get_type_hints|types\.ModuleType|importlib|runpy|__builtins__"
)
_MACHINERY = rf"{_DYNAMIC}|pkgutil|sys\.path|sys\.modules|sys\.meta_path|zipimport|__import__"
_INSIDE = ("S003", "S004", "S005", "S006", "S010", "S012", "S013", "S017", "S018", "R001", "R002", "R003")
_HIDDEN = ("P005", "P006", "P007", "P008", "S003")


class Answers(NamedTuple):
    """What answers to one reason: `codes` whatever was seen, `seen` under the codes of names, bounds, and gates."""

    codes: tuple[str, ...] = ()
    seen: str = r"(?!)"
    limits: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()


_CHANGE = ("capabilities", "effects", "controls", "findings", "guarded_files", "policy")
_FILE = Answers(seen=_FILES, gates=_CHANGE)
_NAMES = ("S004", "S005", "S007", "S008", "S009", "S010", "S011")
_WORK = ("fuel", "cpu", "wall")
ANSWERS: dict[str, Answers] = {
    **dict.fromkeys(("FS_READ", "FS_WRITE", "FS_DELETE", "FS_LINK", "FS_PERMISSION", "FS_PERSIST"), _FILE),
    "NET": Answers(seen=rf"{_NETWORK}|{_DYNAMIC}|subprocess|os", gates=_CHANGE),
    "PROC": Answers(seen=rf"{_PROCESSES}|open", limits=("processes", *_WORK, "memory"), gates=_CHANGE),
    "NATIVE": Answers(seen=r"ctypes|faulthandler|types", codes=("S004", "S005"), gates=_CHANGE),
    "DYNAMIC_CODE": Answers(seen=_DYNAMIC, codes=("S004",), gates=_CHANGE),
    "DESERIALISE": Answers(
        seen=rf"pickle|marshal|shelve|dbm|globals|os|multiprocessing|{_DYNAMIC}", codes=("R003", "R005"), gates=_CHANGE
    ),
    "IMPORT": Answers(seen=rf"{_MACHINERY}|open|glob", gates=_CHANGE),
    "REFLECTION": Answers(codes=_INSIDE, seen=r"globals|open|os|inspect|subprocess|sys|operator", gates=_CHANGE),
    "ESCAPE": Answers(codes=_INSIDE),
    "TAMPER": Answers(codes=("S014", "R003"), seen=r"builtins|sys|types|io|gc|random|re|time|hmac|json"),
    "LOOP": Answers(codes=("S020", "S022", "S023", "S024", "S028", "S030"), limits=_WORK),
    "CPU": Answers(codes=("S021", "S024", "S025", "S026", "S028"), limits=(*_WORK, "recursion")),
    "REDOS": Answers(codes=("R004",), limits=_WORK),
    "MEMORY": Answers(codes=("S020", "S024", "S025", "S026", "S028"), limits=("memory", *_WORK)),
    "RECURSION": Answers(codes=("S021", "S022"), limits=("recursion",)),
    "DEADLOCK": Answers(seen=r"threading|concurrent|asyncio|fcntl|os|queue", limits=("wall",)),
    "LEAK": Answers(seen=rf"{_FILES}|{_NETWORK}|{_PROCESSES}", limits=("processes", "memory")),
    "FLOOD": Answers(
        codes=("S024", "S025"), seen=rf"{_FILES}|{_PROCESSES}", limits=("output", "memory", *_WORK), gates=_CHANGE
    ),
    "INFO": Answers(
        codes=("S004", "S005", "S006"), seen=rf"{_FILES}|inspect|sys|pdb|gc|ctypes|subprocess", gates=_CHANGE
    ),
    "OBFUSCATION": Answers(
        codes=("S004", "R001", "R003"),
        seen=rf"{_DYNAMIC}|globals|codecs|pickle|marshal|open|os|subprocess|socket|sys\.modules",
        gates=_CHANGE,
    ),
    "UNICODE": Answers(codes=_HIDDEN, seen=r"__import__|open|exec", gates=_CHANGE),
    "CI_WORKFLOW": Answers(seen=_FILES, gates=(*_CHANGE, "tampering")),
    "CI_HIDDEN": Answers(
        codes=("S016",), seen=rf"{_FILES}|{_DYNAMIC}|subprocess|functools", gates=(*_CHANGE, "tampering")
    ),
    "CI_OUTCOME": Answers(
        gates=(
            "tampering",
            "tests",
            "vacuous",
            "controls",
            "guarded_files",
            "findings",
            "capabilities",
            "effects",
            "claims",
        )
    ),
}


def reasons_of_run(run: ProgramRun) -> frozenset[str]:
    """The reasons that answer to how a program ended."""
    limit = "" if run.limit is None else str(run.limit)
    seen = [(violation.code.removeprefix("STELP-"), violation.seen) for violation in run.violations]
    return frozenset(
        name
        for name, answers in ANSWERS.items()
        if limit in answers.limits or any(_answers(answers, code, text) for code, text in seen)
    )


def reasons_of_gates(gates: Iterable[str]) -> frozenset[str]:
    """The reasons that answer to the gates which did not let a change pass."""
    named = set(gates)
    return frozenset(name for name, answers in ANSWERS.items() if named & set(answers.gates))


def _answers(answers: Answers, code: str, seen: str) -> bool:
    if code in answers.codes:
        return True
    return code in _NAMES and re.search(rf"(?<![\w])({answers.seen})(?![\w])", seen) is not None
