"""How a program is made ready under each profile: what it may name, and the namespace in which it runs.

`strict` checks and rewrites; `guarded` takes all of Python and judges what it reaches for; `plain` changes nothing, and
is what the others are compared with. Whatever the profile, the process is confined alike.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import CodeType
from typing import Any, NamedTuple

from .task import Programs
from .transpiler import part

FILENAME = "<program>"
FILENAMES = (FILENAME, "/src/program.py")
WATCHING = ("traced", "guarded")
PLAIN_RECURSION = 1000
OFTEN_USED = (
    *(
        "bisect",
        "collections",
        "copy",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "fractions",
        "functools",
        "hashlib",
    ),
    *("heapq", "itertools", "json", "math", "operator", "random", "re", "statistics", "string", "typing"),
)
FACADES = ("data", "fields", "functions", "patterns")
"""What stands for the names of modules that programs import; one program alone loads what it needs of it."""


class Ready(NamedTuple):
    """A program that may run."""

    code: CodeType
    namespace: "dict[str, Any]"
    recursion: int
    session: Any = None
    effects: "Callable[[], list[str]]" = list

    def kept(self) -> "BaseException | None":
        """The stop that ended the run, although the program may have caught it."""
        return None if self.session is None else self.session.ended

    def printed(self) -> str:
        """What the program printed, where its profile keeps that from the process's own streams."""
        return "" if self.session is None else self.session.stdout


class Refused(NamedTuple):
    """A program that may not: JSON data of each violation."""

    violations: "tuple[dict[str, Any], ...]"


class Stop(NamedTuple):
    """An exception by which a profile ends a program, and how to read it."""

    kind: "type[BaseException]"
    name: str

    def limit_of(self, error: BaseException) -> str:
        """The limit that was reached, or nothing."""
        return str(getattr(error, "limit", ""))

    def code_of(self, error: BaseException) -> str:
        """The code of the refusal, or nothing."""
        return str(getattr(error, "code", ""))


def preload(programs: Programs, *, many: bool) -> None:
    """Import what `prepare` needs, and what most programs need if they are many, once, before any of them is forked."""
    if programs["profile"] in WATCHING:
        part("guarded").inspect(b"import os\n")
        part("denial")
        import_module(f".program_{'guarded' if programs['profile'] == 'guarded' else 'effects'}", __package__)
        programs = {**programs, "profile": "plain"}  # an audit hook would stay for as long as the process lives
    if programs["profile"] != "strict":
        import_module("json")  # what is told may need it, when a program is watched, or has modules of its own
    ready = prepare(programs, b"x = 1\n", {})
    if isinstance(ready, Refused):
        raise TypeError(f"the profile {programs['profile']} refuses an empty program")
    for name in OFTEN_USED if many else ():
        import_module(name)
    if many and programs["profile"] == "strict":
        for name in FACADES:
            part(f"runtime.{name}")
        part("runtime.library").guard_library()


def prepare(programs: Programs, source: bytes, tools: "Mapping[str, Callable[..., Any]]") -> "Ready | Refused":
    """Make one program ready, or say why it is not run. Parsing happens here, under the limits of the child."""
    return PROFILES[programs["profile"]](programs, source, tools)


def strict(programs: Programs, source: bytes, tools: "Mapping[str, Callable[..., Any]]") -> "Ready | Refused":
    """Deny by default: the safe subset, rewritten, in a namespace of facades."""
    policy = part("strict.policy").policy_from_json({**programs["policy"], "tools": programs["tools"]})
    seen = part("strict.transpile").transpile_source(source, policy)
    if isinstance(seen, part("strict.result").Rejected):
        return Refused(tuple(violation._asdict() for violation in seen.violations))
    session = part("runtime.session").Session(policy)
    namespace = part("runtime.namespace").make_namespace(policy, tools=tools, session=session)
    return Ready(seen.code(FILENAME), namespace, policy.recursion, session)


def guarded(programs: Programs, source: bytes, tools: "Mapping[str, Callable[..., Any]]") -> "Ready | Refused":
    """All of Python, judged by what it reaches for."""
    from . import program_guarded

    seen = program_guarded.prepare(source, programs["policy"])
    if not isinstance(seen, program_guarded.Guarded):
        return Refused(seen)
    namespace = {"__name__": "__main__", "__builtins__": __builtins__, **tools}
    return Ready(seen.code, namespace, PLAIN_RECURSION, seen.session, lambda: sorted(seen.session.seen))


def traced(programs: Programs, source: bytes, tools: "Mapping[str, Callable[..., Any]]") -> "Ready | Refused":
    """Python as it is, with a list of what the program was seen doing beyond computing."""
    ready = plain(programs, source, tools)
    if isinstance(ready, Refused):
        return ready
    from . import program_effects

    seen = program_effects.watch()
    return ready._replace(effects=lambda: sorted(seen))


def plain(programs: Programs, source: bytes, tools: "Mapping[str, Callable[..., Any]]") -> "Ready | Refused":
    """Python as it is."""
    del programs
    try:
        code = compile(source, FILENAME, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 0) or 0
        return Refused(({"code": "SYNTAX", "message": str(error), "line": line, "column": 0},))
    return Ready(code, {"__name__": "__main__", "__builtins__": __builtins__, **tools}, PLAIN_RECURSION)


def foreign(programs: Programs, source: bytes, tools: "Mapping[str, Callable[..., Any]]") -> "Ready | Refused":
    """Another tool's interpreter, as a module in the mounted source drives it (`policy.interpreter`): for comparing.

    `prepare(text)` gives a function that runs the program, or raises `Refused`; that function raises `Denied` for what
    the tool stops while it runs.
    """
    del tools
    interpreter = import_module(programs["policy"]["interpreter"])
    try:
        run = interpreter.prepare(source.decode())
    except interpreter.Refused as error:
        return Refused(({"code": "FOREIGN", "message": str(error)[:2000], "line": 0, "column": 0},))

    def denying() -> None:
        try:
            run()
        except interpreter.Denied as error:
            raise part("runtime.stop").Denied("FOREIGN", str(error)[:2000]) from error

    return Ready(compile("run()", FILENAME, "exec"), {"run": denying}, PLAIN_RECURSION)


def line_told(error: BaseException) -> int:
    """The line that a denial names by itself; 0 for everything else, whatever attributes it has."""
    return int(getattr(error, "line", 0)) if type(error) is part("runtime.stop").Denied else 0


def stops() -> "tuple[Stop, ...]":
    """The exceptions by which profiles end programs."""
    stop = part("runtime.stop")
    return (Stop(stop.Stop, "stopped"), Stop(stop.Denied, "denied"))


PROFILES: "dict[str, Callable[[Programs, bytes, Mapping[str, Callable[..., Any]]], Ready | Refused]]" = {
    "strict": strict,
    "guarded": guarded,
    "plain": plain,
    "traced": traced,
    "foreign": foreign,
}
