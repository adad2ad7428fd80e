"""The transpiler in a process of its own: hostile source is parsed where it can exhaust nothing but its own limits."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import stelp_ci
from stelp_ci.errors import TranspileError

WALL_S = 60
CPU_S = 30
MEMORY = 2 << 30
_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from stelp_ci.cli.transpiling import answer; answer()"
_REMEDY = "Make the program smaller."


def transpiled(source: bytes, profile: str, policy: "dict[str, Any]") -> "dict[str, Any]":
    """What the transpiler says, as JSON data. Raises `TranspileError` where it ran out of time or memory."""
    asked = json.dumps({"profile": profile, "policy": policy}).encode() + b"\n" + source
    command = [sys.executable, "-I", "-c", _BOOT, str(Path(stelp_ci.__file__).parents[1])]
    try:
        done = subprocess.run(command, input=asked, capture_output=True, check=False, timeout=WALL_S)
    except subprocess.TimeoutExpired as error:
        raise TranspileError(f"no answer within {WALL_S} s", remedy=_REMEDY) from error
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {done.returncode}"]
        raise TranspileError(f"the transpiler ended without an answer: {lines[-1]}", remedy=_REMEDY)
    return cast("dict[str, Any]", json.loads(done.stdout))


def answer() -> None:
    """The child: read what is asked on stdin, within limits, and write the answer to stdout."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    asked = json.loads(sys.stdin.buffer.readline())
    source = sys.stdin.buffer.read()
    told = _strict(source, asked["policy"]) if asked["profile"] == "strict" else _guarded(source)
    json.dump({"version": 1, "profile": asked["profile"], **told}, sys.stdout)


def _strict(source: bytes, policy: "dict[str, Any]") -> "dict[str, Any]":
    from stelp_ci.transpile.strict.policy import policy_from_json
    from stelp_ci.transpile.strict.result import Rejected
    from stelp_ci.transpile.strict.transpile import transpile_source

    result = transpile_source(source, policy_from_json(policy))
    if isinstance(result, Rejected):
        return {"accepted": False, "violations": [one._asdict() for one in result.violations], "source": None}
    uses = {"imports": result.imports, "builtins": result.builtins, "tools": result.tools, "helpers": result.helpers}
    return {"accepted": True, "violations": [], "source": result.source() + "\n", **uses}


def _guarded(source: bytes) -> "dict[str, Any]":
    from stelp_ci.transpile.guarded import inspect
    from stelp_ci.transpile.result import Refusal
    from stelp_ci.transpile.strict.place import from_refusal

    found = inspect(source)
    if isinstance(found, Refusal):
        return {"accepted": False, "violations": [from_refusal(found)._asdict()], "source": None}
    told = {"uses": [use._asdict() for use in found.uses], "units": found.units}
    text = source.decode("utf-8-sig")
    return {"accepted": True, "violations": [], "source": text, **told, "notes": [one._asdict() for one in found.notes]}
