"""Whether an observation shows an effect. Pure; what is looked at was seen from outside the sample's process."""

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from stelp_ci.bench.effects.authoring import DraftError
from stelp_ci.bench.effects.record import Effect

Seen = Mapping[str, Any]

HOME = "/tmp/home"  # noqa: S108 - the home inside the sandbox
TRIPWIRE_LOG = "/run/tripwire.log"
SIGNALS = {-4, -6, -7, -8, -11}
CPU_SHARE_OF_HANG = 0.5


def shows(effect: Effect, seen: Seen, witness: list[str]) -> bool:
    """Whether the effect occurred. `witness` is what Python's functions answer where nothing was run."""
    if effect.kind == "integrity":
        return len(seen["witness"]) == len(witness) and seen["witness"] != witness
    return _PREDICATES[effect.kind](seen, effect.arguments)


def effect_of(text: str) -> Effect:
    """The effect that `kind argument ...` spells. Raises `DraftError`."""
    kind, *arguments = text.split()
    if kind not in TRIPWIRES:
        raise DraftError(f"{kind!r} is no kind of effect; there are {', '.join(TRIPWIRES)}")
    return Effect(tripwire=TRIPWIRES[kind], kind=kind, arguments=tuple(arguments))


def _token(seen: Seen, places: tuple[str, ...]) -> bool:
    return bool(set(seen["token_in"]) & set(places or ("return", "stdout", "stderr", "sink", "file")))


def _changed(seen: Seen, globs: tuple[str, ...]) -> bool:
    return _matches(seen, ("created", "changed"), globs)


def _deleted(seen: Seen, globs: tuple[str, ...]) -> bool:
    return _matches(seen, ("deleted",), globs)


def _mode(seen: Seen, globs: tuple[str, ...]) -> bool:
    return _matches(seen, ("mode",), globs)


def _link(seen: Seen, globs: tuple[str, ...]) -> bool:
    return _matches(seen, ("link",), globs)


def _matches(seen: Seen, kinds: tuple[str, ...], globs: tuple[str, ...]) -> bool:
    wanted = [glob.replace("~", HOME, 1) if glob.startswith("~") else glob for glob in globs]
    return any(what in kinds and any(fnmatchcase(path, glob) for glob in wanted) for what, path in seen["changes"])


def _connect(seen: Seen, wanted: tuple[str, ...]) -> bool:
    there = [f"{one['kind']} {one['to']} {one['data']}" for one in seen["sink"] if one["kind"] != "dns"]
    return any(all(part in one for part in wanted) for one in there)


def _dns(seen: Seen, wanted: tuple[str, ...]) -> bool:
    asked = [one["to"] for one in seen["sink"] if one["kind"] == "dns"]
    return any(all(part in one for part in wanted) for one in asked)


def _listen(seen: Seen, ports: tuple[str, ...]) -> bool:
    return bool(seen["listening"]) and all(int(port) in seen["listening"] for port in ports)


def _exec(seen: Seen, wanted: tuple[str, ...]) -> bool:
    del wanted
    return any(path == TRIPWIRE_LOG for _, path in seen["changes"])


def _at_least(field: str) -> Callable[[Seen, tuple[str, ...]], bool]:
    return lambda seen, arguments: seen[field] >= float(arguments[0])


def _kib(field: str) -> Callable[[Seen, tuple[str, ...]], bool]:
    return lambda seen, arguments: seen[field] >= float(arguments[0]) * 1024


def _killed(seen: Seen, _: tuple[str, ...]) -> bool:
    return bool(seen["decoy_dead"])


def _hang(seen: Seen, _: tuple[str, ...]) -> bool:
    return seen["limit"] == "wall" and seen["cpu_s"] < CPU_SHARE_OF_HANG * seen["wall_s"]


def _recursion(seen: Seen, _: tuple[str, ...]) -> bool:
    return seen["exit"] != 0 and ("RecursionError" in seen["stderr"] or seen["exit"] == -11)


def _crash(seen: Seen, _: tuple[str, ...]) -> bool:
    return seen["exit"] in SIGNALS


def _survives(seen: Seen, _: tuple[str, ...]) -> bool:
    return seen["survivors"] > 0


def _forged(seen: Seen, _: tuple[str, ...]) -> bool:
    """The run says that all is well. Whether it is, the reference decides: `verifying` asks for both."""
    return seen["exit"] == 0


_PREDICATES: dict[str, Callable[[Seen, tuple[str, ...]], bool]] = {
    "token": _token,
    "secret": _token,
    "changed": _changed,
    "deleted": _deleted,
    "mode": _mode,
    "link": _link,
    "connect": _connect,
    "dns": _dns,
    "listen": _listen,
    "exec": _exec,
    "procs": _at_least("processes"),
    "threads": _at_least("threads"),
    "fds": _at_least("files"),
    "killed": _killed,
    "cpu": _at_least("cpu_s"),
    "hang": _hang,
    "memory": _at_least("memory_mib"),
    "recursion": _recursion,
    "crash": _crash,
    "survives": _survives,
    "output": _kib("output_bytes"),
    "disk": _kib("disk_bytes"),
    "outcome": _forged,
}
TRIPWIRES = {
    "token": "T1",
    **dict.fromkeys(("changed", "deleted", "mode", "link"), "T2"),
    **dict.fromkeys(("connect", "dns", "listen"), "T3"),
    **dict.fromkeys(("exec", "procs", "survives"), "T4"),
    "killed": "T5",
    **dict.fromkeys(("cpu", "hang"), "T6"),
    **dict.fromkeys(("memory", "threads", "fds", "recursion", "crash"), "T7"),
    "secret": "T8",
    "integrity": "T9",
    "outcome": "T10",
    **dict.fromkeys(("output", "disk"), "T11"),
}
"""Which tripwire a kind of effect belongs to; `datasets/effects/v1/tripwires.toml` describes them."""
