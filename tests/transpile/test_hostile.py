"""Sources made to cost much: each is answered, in time that grows with its size and no faster."""

import time

import pytest

from stelp_ci.transpile.guarded import inspect
from stelp_ci.transpile.result import Manifest, Refusal

HOSTILE = {
    "one name bound and used over and over": "import os\nif a:\n" + " s = os.system\n" * 4000 + "s()\n" * 4000,
    "a chain of item methods": ("x" + ".get(1)" * 200 + "\n") * 20,
    "a chain of calls": ("f" + "(1)" * 400 + "\n") * 20,
    "a chain of attributes of a module": "import os\n" + ("os" + ".a" * 400 + "\n") * 20,
    "nested getattr": "import os\n" + ("getattr(" * 80 + "os" + ", 'a')" * 80 + "\n") * 20,
    "stars of the same module": "from os import *\nfrom subprocess import *\n" * 500 + "foo\n" * 4000,
    "stars of many modules": "".join(f"from m{n} import *\n" for n in range(3000)) + "foo\n" * 3000,
    "aliases that double": "import os\ns0 = os.a\n"
    + "".join(f"s{n} = s{n - 1}.a if x else s{n - 1}.b\n" for n in range(1, 2000)),
    "a global bound in every line": "def f():\n global a\n" + " a = open\n" * 4000 + " a()\n" * 4000,
    "parameters with types and defaults": "def f("
    + ", ".join(f"a{n}: P | None = b" for n in range(3000))
    + "): pass\n",
    "names put together from constants": "import os\nn = 'a'\n" + "getattr(os, n + n + n)\n" * 2000,
    "format fields": "x = '" + "{a." * 50_000 + "{a.f_bac" * 10_000 + "'\n",
    "nothing but quotes": "'" * 500_001,
    "invisible characters in a literal": "x = '" + "\u200b" * 100_000 + "'\n",
    "joiners in a comment": "# " + "é\u200d" * 50_000 + "é\n",
    "comprehensions in comprehensions": "[" * 90 + "x " + "for x in y]" * 90 + "\n",
}
CPU_S = 10
"""Seconds; on a quiet machine each takes less than one, and what grows with the square takes minutes."""


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_it_is_answered_in_time(source: str) -> None:
    begun = time.process_time()
    assert isinstance(inspect(source.encode()), Manifest | Refusal)
    assert time.process_time() - begun < CPU_S
