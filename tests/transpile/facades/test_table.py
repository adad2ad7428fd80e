import importlib
import sys
from pathlib import Path

import pytest

from stelp_ci.transpile.facades.reference import strict_library
from stelp_ci.transpile.facades.table import LISTINGS, MODULES

LATER = {
    "math": {"fma", "sumprod"},
    "statistics": {"kde", "kde_random"},
    "random": {"binomialvariate"},
    "calendar": set(
        "APRIL AUGUST DECEMBER Day FEBRUARY JANUARY JULY JUNE MARCH MAY Month NOVEMBER OCTOBER SEPTEMBER".split()  # noqa: SIM905
    ),
    "collections.abc": {"Buffer"},
    "queue": {"ShutDown"},
    "copy": {"replace"},
    "base64": {"z85decode", "z85encode"},
    "itertools": {"batched"},
    "typing": {"ReadOnly", "TypeAliasType", "TypeIs", "is_protocol", "override"},
    "re": {"PatternError"},
}
"""Names that came after Python 3.11."""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("module", MODULES)
def test_every_listed_name_is_one_of_the_module(module: str) -> None:
    real = importlib.import_module(module)
    absent = {name for name in MODULES[module] if not hasattr(real, name)}
    assert absent <= LATER.get(module, set()), absent
    assert sys.version_info < (3, 13) or not absent


@pytest.mark.parametrize("module", LISTINGS)
def test_a_name_is_handed_out_in_one_way(module: str) -> None:
    listing = LISTINGS[module]
    assert len(listing.names) == sum(len(way) for way in listing)
    assert not any(name.startswith("_") for name in listing.names)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("module", LISTINGS)
def test_no_listed_name_is_a_module(module: str) -> None:
    real = importlib.import_module(module)
    assert not [name for name in MODULES[module] if type(getattr(real, name, None)) is type(sys)]


def test_the_page_says_what_the_tables_say(repository_root: Path) -> None:
    assert (repository_root / "docs" / "strict-library.md").read_text("utf-8") == strict_library()
