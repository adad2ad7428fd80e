"""Ten functions that reach for something new: each is reported at its unit and line, base against head."""

import re
from pathlib import Path

import pytest

from stelp_ci.model.evidence import CapabilityChange, EffectChange
from stelp_ci.model.report import Report
from tests.e2e.repository import QUIET, check, reasons, write_repository

pytestmark = pytest.mark.gvisor

HEAD = {
    "a socket in a helper": "return socket.socket().close()  # gains network",
    "the environment": "return os.environ.get('HOME') and None  # gains environment",
    "the environment behind a name": "return getattr(os, 'get' + 'env')('HOME') and None  # gains environment",
    "a program behind getattr": "return getattr(subprocess, 'r' + 'un')(['/bin/true'])  # gains processes",
    "ctypes": "return ctypes.CDLL(None) and None  # gains native",
    "pickle": "return pickle.loads(pickle.dumps(base64.b64decode)) and None  # gains dynamic-code",
    "base64 and exec": "return exec(base64.b64decode('cGFzcw=='))  # gains dynamic-code",
    "a file that is written": "return open('/tmp/note', 'w').close()  # gains files",
    "frames": "return sys._getframe(0) and None  # gains frames",
    "a module by name": "return importlib.import_module('so' + 'cket').socket().close()  # gains network",
}
IMPORTS = "import base64, ctypes, importlib, os, pickle, socket, subprocess, sys\n"
GAIN = re.compile(r"# gains (\S+)")


def module(bodies: list[str]) -> str:
    functions = "".join(f"\n\ndef helper_{number}():\n    {body}\n" for number, body in enumerate(bodies))
    return IMPORTS + functions


def suite_of(count: int) -> str:
    body = "    try:\n        assert mod.helper_{0}() is None\n    except OSError:\n        pass\n"
    calls = "".join(f"\n\ndef test_{number}():\n{body.format(number)}" for number in range(count))
    return f"from pkg import mod\n{calls}"


def gained(report: Report) -> set[tuple[str, str, int]]:
    """Unit, capability and line of everything that the report says was gained, by the source or by running."""
    return {
        (item.unit, use.capability.value, use.line)
        for item in report.evidence
        if isinstance(item, CapabilityChange | EffectChange)
        for use in item.gained
    }


def test_each_is_reported_at_its_unit_and_line(tmp_path: Path) -> None:
    common = {".stelp.yml": QUIET, "pkg/__init__.py": "", "tests/test_mod.py": suite_of(len(HEAD))}
    head = module(list(HEAD.values()))
    base = {**common, "pkg/mod.py": module(["return None"] * len(HEAD))}
    ran = check(write_repository(tmp_path / "r", base=base, head={"pkg/mod.py": head}))
    assert ran.report is not None
    expected = {
        (f"helper_{number}", match[1], head[: match.start()].count("\n") + 1)
        for number, match in enumerate(GAIN.finditer(head))
    }
    assert len(expected) == len(HEAD)
    assert expected <= gained(ran.report)
    assert ran.code == 3, reasons(ran)


def test_what_was_there_before_is_not_gained(tmp_path: Path) -> None:
    files = {".stelp.yml": QUIET, "pkg/__init__.py": "", "tests/test_mod.py": suite_of(len(HEAD))}
    before = module(list(HEAD.values()))
    moved = before.replace(IMPORTS, IMPORTS + "\n\nSHIFTED = 1\n").replace("return ", "return  ")
    ran = check(write_repository(tmp_path / "r", base={**files, "pkg/mod.py": before}, head={"pkg/mod.py": moved}))
    assert ran.report is not None
    assert gained(ran.report) == set()


def test_what_the_policy_denies_fails_whoever_catches_it(tmp_path: Path) -> None:
    rules = "grammar:\n  rules:\n    - {paths: ['pkg/*'], capabilities: [processes], action: deny}\n"
    tests = "from pkg.mod import f\n\n\ndef test_f():\n    assert f() == 1\n"
    base = {".stelp.yml": QUIET + rules, "pkg/__init__.py": "", "pkg/mod.py": "def f():\n    return 1\n"}
    swallowing = (
        "import contextlib, os\n\n\ndef f():\n    with contextlib.suppress(BaseException):\n"
        "        getattr(os, 'sys' + 'tem')('true')\n    return 1\n"
    )
    head = {"pkg/mod.py": swallowing, "tests/test_mod.py": tests}
    ran = check(write_repository(tmp_path / "r", base=base, head=head))
    assert ran.code == 1, reasons(ran)
    assert "f tried what the policy denies: os.system at line 6" in reasons(ran)
