"""How a program is made ready under each profile: what it may name, and the namespace in which it runs.

`strict` checks and rewrites; `guarded` takes all of Python and judges what it reaches for; `plain` changes nothing, and
is what the others are compared with. Whatever the profile, the process is confined alike.
"""

from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any, NamedTuple

from .task import Programs
from .transpiler import part

FILENAME = "<program>"
PLAIN_RECURSION = 1000


class Ready(NamedTuple):
    """A program that may run."""

    code: CodeType
    namespace: "dict[str, Any]"
    recursion: int
    session: Any = None

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


def preload(profile: str) -> None:
    """Import everything that `prepare` and the programs will need."""
    ready = prepare({"profile": profile, "policy": {}, "tools": [], "programs": []}, b"x = 1\n", {})
    if isinstance(ready, Refused):
        raise TypeError(f"the profile {profile} refuses an empty program")


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


def plain(programs: Programs, source: bytes, tools: "Mapping[str, Callable[..., Any]]") -> "Ready | Refused":
    """Python as it is."""
    del programs
    code = compile(source, FILENAME, "exec", dont_inherit=True)
    return Ready(code, {"__name__": "__main__", "__builtins__": __builtins__, **tools}, PLAIN_RECURSION)


def stops() -> "tuple[Stop, ...]":
    """The exceptions by which profiles end programs."""
    stop = part("runtime.stop")
    return (Stop(stop.Stop, "stopped"), Stop(stop.Denied, "denied"))


PROFILES: "dict[str, Callable[[Programs, bytes, Mapping[str, Callable[..., Any]]], Ready | Refused]]" = {
    "strict": strict,
    "plain": plain,
}
