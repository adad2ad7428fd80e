"""Over-blocking: what is refused for not ending, or for being too much, in Python's own library."""

import sysconfig
from pathlib import Path

import pytest

from stelp_ci.transpile.strict.policy import STRICT
from stelp_ci.transpile.strict.result import Rejected
from stelp_ci.transpile.strict.transpile import transpile_source

LIBRARY = Path(sysconfig.get_path("stdlib"))
WIDE = STRICT._replace(limits=STRICT.limits._replace(size=10**6, tokens=10**6, depth=1000, nodes=10**6))


@pytest.mark.proof
def test_no_loop_recursion_or_operation_that_is_in_order_is_refused() -> None:
    parts = ("test", "tests", "site-packages", "lib2to3", "idle_test")
    paths = [path for path in sorted(LIBRARY.rglob("*.py")) if not set(parts) & set(path.relative_to(LIBRARY).parts)]
    found: list[str] = []
    for path in paths:
        result = transpile_source(path.read_bytes(), WIDE)
        if isinstance(result, Rejected):
            judged = {one.code for one in result.violations if "STELP-S020" <= one.code <= "STELP-S031"}
            found += [f"{path.relative_to(LIBRARY)} {code}" for code in sorted(judged - {"STELP-S029"})]
    assert len(paths) > 500
    assert found in ([], ["multiprocessing/managers.py STELP-S020"])  # a server, which waits without end
