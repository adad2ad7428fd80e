"""`stelp-tests`: staged tests that say less than they did."""

from stelp_ci.hook.notice import Notice, Told
from stelp_ci.hook.request import Request
from stelp_ci.hook.staged import Staged, StagedFile

_TELLING = ("test", "conftest", "pytest", "tox.ini", "setup.cfg", "pyproject.toml", ".coveragerc", "golden", "snapshot")
_MORE = ("expected", "approved")


def look(request: Request) -> Told:
    """Suspicions about the tests of the change. Nothing heavy is loaded where no test is staged."""
    staged = request.staged()
    files = [file for file in staged.files if any(word in _names(file) for word in (*_TELLING, *_MORE))]
    return Told(_suspicions(staged, files)) if files else Told()


def _names(file: StagedFile) -> str:
    return f"{file.base_path or ''} {file.head_path or ''}".lower()


def _suspicions(staged: Staged, files: list[StagedFile]) -> list[Notice]:
    from stelp_ci.hook.test_side import compare_tests

    return [
        Notice(
            hit.path,
            hit.line,
            f"tests/{hit.kind}",
            f"{hit.test or hit.now or 'tests'}: {hit.what}".lstrip(": "),
            _REMEDY,
        )
        for hit in compare_tests(staged, files)
    ]


_REMEDY = "keep what the test said; where it was wrong, say in the commit's message why"
