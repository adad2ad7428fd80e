"""Runs programs in a namespace each, and says what came of them. Runs inside the sandbox, on standard streams.

In: one JSON document {"policy", "mutants", "batch", "seconds", "programs": [{"id", "source"}], "seeds": [first,
count]}; the programs of seeds are made by the grammar. Out: a line of JSON for each program. A batch of programs shares
a forked process; one that hangs takes its process with it, and is named. What that process says is written by `repr`: a
program may have changed the encoder of json.
"""

# pyright: reportMissingImports=false, reportAttributeAccessIssue=false
# Inside, the transpiler is a package of its own.

import ast
import json
import os
import resource
import select
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Iterator
from typing import Any

from grammar import generate
from mutants import apply_mutant
from oracle import Oracle
from transpile.facades.table import MODULES
from transpile.runtime.namespace import make_namespace
from transpile.runtime.session import Session
from transpile.runtime.stop import Denied, Stop
from transpile.strict.policy import Policy, policy_from_json
from transpile.strict.result import Rejected
from transpile.strict.transpile import transpile_source

MEMORY = 2 << 30
GRACE_S = 5.0


class Alarm(BaseException):
    """A program took longer than it may."""


def main() -> None:
    """Answer the document on standard input."""
    request = json.load(sys.stdin)
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if not all(apply_mutant(mutant) for mutant in request.get("mutants", ())):
        raise SystemExit("no such rule")
    policy = policy_from_json(request.get("policy", {}))
    oracle = Oracle()
    given = make_namespace(policy)
    facades = {name: given["_stelp_import"](name) for name in MODULES}
    wrong = oracle.learn([*facades.items(), *given["__builtins__"].items()], given)
    answer({"id": "facades", "found": wrong})
    first, count = request.get("seeds", (0, 0))
    seeds = range(first, first + count)
    programs = [*request["programs"], *({"id": str(seed), "seed": seed} for seed in seeds)]
    while programs:
        done = run_batch(programs[: request["batch"]], policy, oracle, request["seconds"])
        programs = programs[done:]


def run_batch(programs: list[Any], policy: Policy, oracle: Oracle, seconds: float) -> int:
    """Run programs in a child; how many are accounted for when it is gone."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os.dup2(os.open("/tmp/output", os.O_WRONLY | os.O_CREAT), 1)
        try:
            for program in programs:
                os.write(writer, repr(run_one(program, policy, oracle, seconds)).encode("utf-8", "replace") + b"\n")
        except BaseException:  # noqa: BLE001 - the copy of the driver must not go on as if it were the driver
            traceback.print_exc()
        os._exit(0)
    os.close(writer)
    done = 0
    for line in lines_of(reader, seconds + GRACE_S):
        answer(ast.literal_eval(line.decode()))
        done += 1
    os.close(reader)
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if done < len(programs):
        answer({"id": programs[done]["id"], "status": "ended", "signal": status & 127, "found": []})
        done += 1
    sys.stdout.flush()
    return done


def lines_of(reader: int, patience: float) -> Iterator[bytes]:
    """Lines, until the end or until none came for so long."""
    rest = b""
    while select.select([reader], [], [], patience)[0]:
        piece = os.read(reader, 1 << 16)
        if not piece:
            return
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole


def run_one(program: Any, policy: Policy, oracle: Oracle, seconds: float) -> dict[str, Any]:
    """Check, run and judge one program."""
    began = time.perf_counter()
    if "mutant" in program and not apply_mutant(program["mutant"]):  # in a process of its own
        return {"id": program["id"], "status": "no such rule", "found": []}
    source = program["source"] if "source" in program else generate(program["seed"])
    seen = transpile_source(source, policy)
    if isinstance(seen, Rejected):
        return {"id": program["id"], "status": "refused", "codes": [each.code for each in seen.violations], "found": []}
    session = Session(policy, output=1 << 16)
    namespace = make_namespace(policy, session=session)
    given = dict(namespace)
    error = run(seen.code(), namespace, seconds)
    result = {"id": program["id"], **outcome(session, error), "seconds": round(time.perf_counter() - began, 3)}
    return {**result, "found": oracle.judge(namespace, given)}


def run(code: Any, namespace: dict[str, Any], seconds: float) -> "BaseException | None":
    """Run accepted code; what it raised."""

    def ring(*_: object) -> None:
        raise Alarm

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        exec(code, namespace)  # noqa: S102 - inside the sandbox, this is what it is for
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the result
        return error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return None


def outcome(session: Session, error: "BaseException | None") -> dict[str, Any]:
    """How a run ended; a stop counts, whatever the program did with it."""
    end = session.ended or error
    match end:
        case Stop():
            return {"status": "limited", "limit": end.limit}
        case Denied():
            return {"status": "blocked", "codes": [end.code]}
        case Alarm() | MemoryError() | RecursionError():
            return {"status": "limited", "limit": type(end).__name__}
        case None:
            return {"status": "completed"}
        case _:
            return {"status": "raised", "error": f"{type(end).__name__}: {end}"[:200]}


def answer(line: dict[str, Any]) -> None:
    """One line on standard output."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
