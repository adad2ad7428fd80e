"""One run of a whole suite that looks at which functions of the project the tests of each file enter."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

from . import survey_script
from .events import clean
from .tracing import SOURCE

MAX_LINES = 2000
"""Functions in one record."""


def run(document: dict[str, Any], record: Callable[..., None]) -> int:
    """Run the tests; records one or more `entered` objects for each test file that ran to its end, then `shared`."""
    prepared = survey_script.prepare(document["pytest"], record)
    if prepared is None:
        return 0
    import pytest

    from . import options, pytest_child, survey

    class Plugin(Entered):
        """With pytest's own marks on its hooks: pytest is imported now."""

        pytest_runtest_protocol = pytest.hookimpl(hookwrapper=True, tryfirst=True)(Entered.follow_test)
        pytest_fixture_setup = pytest.hookimpl(hookwrapper=True, tryfirst=True)(Entered.follow_fixture)

    seen = Plugin()
    plugins = [seen, options.OptionFilter(), pytest_child.Selection(document["pytest"], prepared)]
    seen.follow()
    pytest_child.run_pytest(pytest_child.arguments(document["pytest"]), plugins, survey.Refusal(record))
    seen.leave()
    seen.tell(record)
    return 0


class Entered:
    """The trace function, asked for calls alone, and the code that it saw: that of one file's tests, or of all."""

    def __init__(self) -> None:
        self.shared: set[CodeType] = set()
        self.files: dict[str, set[CodeType]] = {}
        self.left: Counter[str] = Counter()
        self.now = self.shared

    def follow(self) -> None:
        """From here on calls are seen, in new threads, too."""
        threading.settrace(self.on_call)
        sys.settrace(self.on_call)

    def leave(self) -> None:
        """Look no longer."""
        sys.settrace(None)
        threading.settrace(None)  # pyright: ignore[reportArgumentType]

    def on_call(self, frame: FrameType, event: str, arg: Any) -> None:
        """A call: its lines are of no interest. A module's own code begins where its first function may begin."""
        del event, arg
        if frame.f_code.co_filename.startswith(SOURCE) and frame.f_code.co_name != "<module>":
            self.now.add(frame.f_code)

    @contextmanager
    def into(self, codes: set[CodeType]) -> Generator[None]:
        """What is entered meanwhile counts for these."""
        before, self.now = self.now, codes
        try:
            yield
        finally:
            self.now = before

    def pytest_collection_finish(self, session: Any) -> None:
        """All that will run is known now."""
        self.left.update(file_of(item) for item in session.items)

    def follow_test(self, item: Any) -> Iterator[None]:
        """Follow one test. A file of which a test takes the trace function away does not come to its end."""
        file = file_of(item)
        with self.into(self.files.setdefault(file, set())):
            yield
        if sys.gettrace() == self.on_call:
            self.left[file] -= 1
        else:
            self.follow()

    def follow_fixture(self, fixturedef: Any, request: Any) -> Iterator[None]:
        """A fixture that others share is entered once for all of them."""
        del request
        with self.into(self.shared if fixturedef.scope in ("session", "package") else self.now):
            yield

    def tell(self, record: Callable[..., None]) -> None:
        """Where the code begins; names are the host's business."""
        for file, codes in self.files.items():
            if not self.left[file]:
                tell_codes(codes, lambda lines, file=file: record(kind="entered", file=file, lines=lines))
        tell_codes(self.shared, lambda lines: record(kind="shared", lines=lines))


def file_of(item: Any) -> str:
    """The file that a test stands in, as its id says."""
    return clean(item.nodeid).partition("::")[0]


def tell_codes(codes: set[CodeType], tell: Callable[[list[tuple[str, int]]], None]) -> None:
    """In pieces that fit into a record; one piece at least."""
    lines = sorted({(clean(code.co_filename[len(SOURCE) :]), code.co_firstlineno) for code in codes})
    for start in range(0, max(len(lines), 1), MAX_LINES):
        tell(lines[start : start + MAX_LINES])
