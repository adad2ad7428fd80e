import pytest

from stelp_ci.execute.wheels.diagnosis import Broken, Conflict, Diagnosis, Missing, Unreachable, diagnose

NO_MATCH = "ERROR: No matching distribution found for it"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["ERROR: Could not find a version that satisfies the requirement docopt (from versions: none)", NO_MATCH],
            Missing("docopt", (), listed=False),
        ),
        (
            ["ERROR: Could not find a version that satisfies the requirement numpy==1.19.0 (from versions: 2.0, 2.1)"],
            Missing("numpy", (), listed=True),
        ),
        (
            [
                "ERROR: Could not find a version that satisfies the requirement Cover_Age<6,>=3 (from coveralls)"
                " (from versions: 7.2)"
            ],
            Missing("cover-age", ("coveralls",), listed=True),
        ),
        (
            ["ERROR: Could not find a version that satisfies the requirement c (from b->a==1.0) (from versions: )"],
            Missing("c", ("b", "a"), listed=False),
        ),
        (["The conflict is caused by:", "ERROR: ResolutionImpossible: for help visit the manual"], Conflict()),
        (["ERROR: Exception:", "ERROR: No space left on device"], Broken("ERROR: No space left on device")),
        ([], Broken("pip said nothing")),
    ],
)
def test_the_cause_is_read_from_pips_words(lines: list[str], expected: Diagnosis) -> None:
    assert diagnose(tuple(lines)) == expected


@pytest.mark.parametrize(
    "line",
    [
        "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(...)': /simple/six/",
        "WARNING: 401 Client Error: Unauthorized for url: https://index.example.org/simple/six/",
        "ERROR: HTTP error 503 Server Error: Service Unavailable",
        "Could not fetch URL https://index.example.org/simple/six/: There was a problem confirming the ssl certificate",
    ],
)
def test_an_index_that_did_not_answer_proves_nothing_about_the_package(line: str) -> None:
    missing = "ERROR: Could not find a version that satisfies the requirement six (from versions: none)"
    assert isinstance(diagnose((line, missing)), Unreachable)
