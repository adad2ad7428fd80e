"""How ratios, latencies and targets follow from the seconds that were measured."""

import math
import runpy
from typing import NamedTuple

import pytest

from stelp_ci.bench.peers.peer import DRIVERS
from stelp_ci.bench.timing import Timed
from stelp_ci.bench.transpiler import Measured, as_document, as_text, human_eval_timed, latency_of, targets_met

TOOLS = ("CPython", "stelp-ci strict", "RestrictedPython")
WAYS = {
    "compile": {"a": [0.001], "b": [0.001]},
    "ast.parse + compile": {"a": [0.002], "b": [0.002]},
    "stelp-ci strict": {"a": [0.002, 0.002, 9.0], "b": [0.004]},
    "compile_restricted": {"a": [0.006], "b": [0.006]},
}


def timed(name: str, ours: float) -> Timed:
    return Timed(
        name, {"CPython": [1.0, 1.0, 5.0], "stelp-ci strict": [ours] * 3, "RestrictedPython": "SyntaxError: no"}
    )


def measured(*ours: float) -> Measured:
    return Measured(TOOLS, [timed(str(number), one) for number, one in enumerate(ours)], latency_of(WAYS))


def test_overheads_are_ratios_of_medians() -> None:
    document = as_document(measured(1.0, 1.21))
    overhead = document["overhead"]
    assert isinstance(overhead, dict)
    assert overhead["geomean"] == pytest.approx(1.1)
    assert overhead["worst"] == pytest.approx(1.21)
    assert document["medians"] == {
        "0": {"CPython": 1000.0, "stelp-ci strict": 1000.0, "RestrictedPython": None},
        "1": {"CPython": 1000.0, "stelp-ci strict": 1210.0, "RestrictedPython": None},
    }
    assert document["not_taken"] == {
        "0": {"RestrictedPython": "SyntaxError: no"},
        "1": {"RestrictedPython": "SyntaxError: no"},
    }


def test_latency_is_that_of_the_median_program_beside_others() -> None:
    latency = latency_of(WAYS)
    assert latency.ratio == pytest.approx(0.5)
    assert latency.worst == ("b", pytest.approx(4.0))
    assert latency.added == [pytest.approx(1.0), pytest.approx(3.0)]


def test_each_target_can_fail() -> None:
    assert targets_met(measured(1.0, 1.05))
    assert not targets_met(measured(1.0, 1.3))
    assert not targets_met(measured(1.1, 1.1))
    slow = {**WAYS, "stelp-ci strict": {"a": [0.007], "b": [0.002]}}
    assert not targets_met(measured(1.0)._replace(latency=latency_of(slow)))


class Talkative(NamedTuple):
    """A tool whose runs give something: not `None`, as those of CPython."""

    def loaded(self, text: str) -> object:
        return lambda: text


@pytest.mark.parametrize("way", ["loaded_before", "from_the_text"])
def test_a_run_that_gives_something_takes_its_own_time(way: str) -> None:
    driver = runpy.run_path(str(DRIVERS / "timing_driver.py"))
    assert 0 <= driver[way](Talkative(), "x = 1") < 0.5


def test_a_workload_that_we_cannot_take_is_no_good_ratio() -> None:
    refused = Timed("x", {"CPython": [1.0], "stelp-ci strict": "ValueError: refused"})
    broken = Measured(TOOLS, [timed("y", 1.0), refused], latency_of(WAYS))
    assert broken.overheads["x"] == math.inf
    assert not targets_met(broken)
    assert "inf" in as_text(broken, 3)


def test_tools_are_compared_on_the_programs_that_they_take() -> None:
    tested = {"CPython": {"a": [1.0], "b": [3.0]}, "stelp-ci strict": {"a": [2.0]}, "asteval": {}}
    whole = human_eval_timed(tested)
    assert whole.ratio("stelp-ci strict") == pytest.approx(2.0)
    assert whole.ratio("asteval") is None
