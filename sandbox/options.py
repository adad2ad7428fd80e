"""Takes options of absent plugins out of the project's `addopts`: `--cov` or `-n auto` must not stop its tests."""

import pytest

ADDED_BY_US = "--rootdir=/src"


def drop_unknown(args: list[str], parser: pytest.Parser) -> list[str]:
    """Remove from `args`, in place, the options nobody knows; returns what was removed.

    Before our own options, a word after an unknown option is its value (`-n auto`); behind them it is a target.
    """
    border = args.index(ADDED_BY_US) if ADDED_BY_US in args else 0
    _, unknown = parser.parse_known_and_unknown_args(args)
    kept: list[str] = []
    dropped: list[str] = []
    takes_value = False
    for number, word in enumerate(args):
        if word in unknown and word.startswith("-"):
            dropped.append(word)
            takes_value = "=" not in word and number < border
        elif takes_value and number < border and not word.startswith("-"):
            dropped.append(word)
        else:
            kept.append(word)
            takes_value = False
    args[:] = kept
    return dropped


class OptionFilter:
    """The pytest plugin that does so once all plugins and conftest files have named their options."""

    def __init__(self) -> None:
        self.dropped: list[str] = []

    @pytest.hookimpl(trylast=True)
    def pytest_load_initial_conftests(self, args: list[str], parser: pytest.Parser) -> None:
        """Runs after the conftest files were loaded, before the options are parsed for good."""
        self.dropped = drop_unknown(args, parser)
