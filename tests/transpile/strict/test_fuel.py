"""Fuel as rewritten loops take it: once for what is sized, element by element for everything else."""

import pytest

from stelp_ci.transpile.runtime.namespace import make_namespace
from stelp_ci.transpile.runtime.stop import Stop
from stelp_ci.transpile.strict.policy import Policy
from stelp_ci.transpile.strict.result import Transpiled
from stelp_ci.transpile.strict.transpile import transpile_source

COMPLETING = {
    "a sized loop": "for i in [0] * 90:\n    n += 1\n",
    "a loop of loops": "for i in range(8):\n    for j in range(i):\n        n += 1\n",
    "a search that ends early": "for i in range(n, 10 ** 30):\n    if i == 50:\n        break\n",
    "a search over a generator": "for i in (j for j in range(20)):\n    n += i\n",
    "enumerate and zip": "for i, (a, b) in enumerate(zip(range(20), range(30))):\n    n += 1\n",
    "a while": "while n < 90:\n    n += 1\n",
    "a while with else": "while n < 90:\n    n += 1\nelse:\n    n = -1\nassert n == -1\n",
    "a while with continue and break": "while True:\n    n += 1\n    if n < 50:\n        continue\n    break\n",
}
STOPPING = {
    "a long sized loop": "m = 101\nm += 0\nfor i in [0] * m:\n    n += 1\n",
    "a product": "m = 20\nm += 0\nfor i in range(m):\n    for j in [0] * m:\n        n += 1\n",
    "a list that grows": "xs = [1]\nfor x in xs:\n    if n >= 0:\n        xs.append(x)\n",
    "a while": "while n < 200:\n    n += 1\n",
    "a while with else": "while n < 200:\n    n += 1\nelse:\n    pass\n",
    "a generator": "def g():\n    while True:\n        yield 1\nfor i in g():\n    n += 1\n",
    "a comprehension": "xs = [i for i in range(60) for j in range(i)]\n",
    "a consumed range": "m = 1000\nm += 0\nx = sum(range(m))\n",
    "a handler cannot keep it": "while True:\n    try:\n        while n >= 0:\n            n = n + 1\n"
    "    except BaseException:\n        n = 0\n    if n < 0:\n        break\n",
    "a manager cannot keep it": "class M:\n    def __enter__(self): pass\n    def __exit__(self, *a): return True\n"
    "with M():\n    while n >= 0:\n        n = n + 1\nprint('still here')\n",
}


def run(source: str) -> None:
    """Run one of the programs above, which are ours and harmless."""
    result = transpile_source("n = 0\n" + source)
    assert isinstance(result, Transpiled), result
    exec(result.code(), make_namespace(Policy(fuel=100)))  # noqa: S102 - ours


@pytest.mark.parametrize("source", COMPLETING.values(), ids=COMPLETING)
def test_within_the_fuel_it_completes(source: str) -> None:
    run(source)


@pytest.mark.parametrize("source", STOPPING.values(), ids=STOPPING)
def test_beyond_the_fuel_it_stops(source: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Stop):
        run(source)
    assert "still here" not in capsys.readouterr().out
