import hashlib
from pathlib import Path

import pytest

from stelp_ci.errors import LayerError
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.wheels.fetch import check_hash, clashes
from stelp_ci.execute.wheels.store import FORMAT, LayerRecord

pytest_plugins = ("tests.execute.houses",)

HARNESS = LayerRecord(format=FORMAT, key="", digest="", installed=(("pytest", "8"), ("pluggy", "1.5")))


def test_a_wheel_that_the_lock_does_not_list_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "box-1.0-py3-none-any.whl"
    wheel.write_bytes(b"content")
    check_hash(wheel, None)
    check_hash(wheel, ("0" * 64, hashlib.sha256(b"content").hexdigest()))
    with pytest.raises(LayerError, match="lock file does not list") as caught:
        check_hash(wheel, ("0" * 64,))
    assert caught.value.remedy


def test_a_version_that_our_pytest_cannot_use_is_a_clash(interpreter: Interpreter) -> None:
    assert clashes({("pluggy", "0.13")}, HARNESS, interpreter)
    assert not clashes({("pluggy", "1.99")}, HARNESS, interpreter)
    assert not clashes({("attrs", "0.1")}, HARNESS, interpreter)


def test_a_project_with_a_pytest_of_its_own_does_not_clash(interpreter: Interpreter) -> None:
    assert not clashes({("pluggy", "0.13"), ("pytest", "6.0")}, HARNESS, interpreter)
