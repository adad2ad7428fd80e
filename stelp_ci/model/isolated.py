"""The stronger kind of evidence: changed functions in one sandbox, their tests in another."""

from stelp_ci.model.value import Value


class Contradicted(Value, frozen=True, kw_only=True):
    """A test that passes beside the code and does not pass apart from it, and what it complained of there."""

    nodeid: str
    line: int = 0
    complaint: str = ""


class Isolated(Value, frozen=True, kw_only=True, tag="isolated"):
    """The tests of the changed functions `units`, run where those functions are not: their answers are looked up.

    `answers` calls were answered by the functions in a sandbox without tests, as plain data. `passed` are the tests
    that pass so, and no function can forge that; `others` reach the functions, too, and could not be taken apart.
    `not_assessed` says why nothing was.
    """

    id: str
    units: tuple[str, ...] = ()
    answers: int = 0
    passed: tuple[str, ...] = ()
    contradicted: tuple[Contradicted, ...] = ()
    others: tuple[str, ...] = ()
    not_assessed: str = ""

    @property
    def said(self) -> str:
        """All of it in one sentence."""
        if self.not_assessed:
            return f"functions and tests were not taken apart: {self.not_assessed}"
        tests = len(self.passed) + len(self.contradicted) + len(self.others)
        told = f"isolated evidence: {len(self.passed)} of {tests} tests of {', '.join(self.units)} pass"
        told += f" with functions and tests in separate sandboxes ({self.answers} answers relayed as plain values)"
        against = ", ".join(test.nodeid for test in self.contradicted)
        return f"{told}; they pass beside the code and fail apart from it: {against}" if against else told
