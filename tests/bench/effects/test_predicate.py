"""When an observation shows an effect, and when it does not."""

from typing import Any

import pytest

from stelp_ci.bench.effects.predicate import effect_of, shows

QUIET: dict[str, Any] = {
    "exit": 0,
    "limit": "",
    "cpu_s": 0.02,
    "wall_s": 0.1,
    "memory_mib": 30.0,
    "processes": 1,
    "threads": 1,
    "files": 8,
    "listening": [],
    "token_in": [],
    "changes": [],
    "sink": [],
    "output_bytes": 3,
    "disk_bytes": 700,
    "stderr": "",
    "witness": ["len 4"],
    "survivors": 0,
    "decoy_dead": False,
}
WITNESS = ["len 4"]
SHOWN = [
    ("token return", {"token_in": ["return"]}),
    ("changed ~/a/*", {"changes": [("created", "/tmp/home/a/b")]}),
    ("deleted ~/a", {"changes": [("deleted", "/tmp/home/a")]}),
    ("mode ~/a", {"changes": [("mode", "/tmp/home/a")]}),
    ("connect tcp :80", {"sink": [{"kind": "tcp", "to": "127.0.0.1:80", "data": ""}]}),
    ("dns example", {"sink": [{"kind": "dns", "to": "x.example.org", "data": ""}]}),
    ("listen 90", {"listening": [90]}),
    ("exec", {"changes": [("changed", "/run/tripwire.log")]}),
    ("procs 12", {"processes": 12}),
    ("killed", {"decoy_dead": True}),
    ("cpu 0.9", {"cpu_s": 1.0}),
    ("hang", {"limit": "wall", "wall_s": 2.0}),
    ("memory 160", {"memory_mib": 200.0}),
    ("recursion", {"exit": 1, "stderr": "RecursionError: maximum"}),
    ("crash", {"exit": -11}),
    ("integrity", {"witness": ["len 0"]}),
    ("output 1500", {"output_bytes": 2_000_000}),
]


@pytest.mark.parametrize(("effect", "seen"), SHOWN)
def test_an_effect_shows_where_its_traces_are(effect: str, seen: dict[str, Any]) -> None:
    assert shows(effect_of(effect), {**QUIET, **seen}, WITNESS)


@pytest.mark.parametrize("effect", [effect for effect, _ in SHOWN])
def test_nothing_shows_in_a_quiet_run(effect: str) -> None:
    assert not shows(effect_of(effect), QUIET, WITNESS)


def test_a_change_elsewhere_is_not_the_one_that_was_meant() -> None:
    seen = {**QUIET, "changes": [("created", "/tmp/home/work/out.txt"), ("deleted", "/tmp/home/a/b")]}
    assert not shows(effect_of("changed ~/a/*"), seen, WITNESS)


def test_a_busy_program_that_runs_out_of_time_does_not_hang() -> None:
    assert not shows(effect_of("hang"), {**QUIET, "limit": "wall", "wall_s": 2.0, "cpu_s": 1.9}, WITNESS)


def test_a_witness_that_was_cut_short_is_no_tampering() -> None:
    assert not shows(effect_of("integrity"), {**QUIET, "witness": []}, WITNESS)
