"""What the policy of the base denies is denied in every run of the code, not in that of the tests alone."""

from pathlib import Path

import pytest

from stelp_ci.model.execution import DenyRule
from stelp_ci.model.measured import Coverage, Differential
from stelp_ci.model.ports import Sandbox
from stelp_ci.model.program import Capability
from stelp_ci.probe import tests
from stelp_ci.probe.coverage import probe as coverage
from stelp_ci.probe.differential import probe as differential
from tests.probe.measured import changed

pytestmark = pytest.mark.gvisor
BASE = "def save(number):\n    return number\n"
HEAD = """\
def save(number):
    if number > 5:
        try:
            with open("/tmp/saved", "w") as file:
                file.write("saved")
        except BaseException:
            pass
    return number
"""
TESTS = "from store import save\n\n\ndef test_save():\n    assert save(1) == 1\n    save(9)\n"
NO_FILES = DenyRule(paths=("store.py",), capabilities=(Capability.FILES,))


@pytest.mark.parametrize(("deny", "missed", "differs"), [((), (7,), False), ((NO_FILES,), (5, 7), True)])
def test_what_is_denied_is_denied_where_functions_are_looked_at_and_called(
    tmp_path: Path, sandbox: Sandbox, deny: tuple[DenyRule, ...], missed: tuple[int, ...], *, differs: bool
) -> None:
    base, head = ({"store.py": text, "test_store.py": TESTS} for text in (BASE, HEAD))
    head["test_store.py"] = TESTS.replace("    assert save(1) == 1\n", "")
    with changed(tmp_path, base, head, sandbox) as job:
        denying = job._replace(deny=deny)
        so_far = tests.assess(denying, ())
        (covered,) = (item for item in coverage.assess(denying, so_far) if isinstance(item, Coverage))
        (compared,) = (item for item in differential.assess(denying, so_far) if isinstance(item, Differential))
    assert covered.missed == missed
    told = compared.difference
    assert (told is not None and "CapabilityDenied" in told.head) is differs, compared
