"""Progress is for people at a terminal who have to wait; nobody else hears of it."""

import io
import subprocess
import sys
import threading
import time

import pytest

from stelp_ci.cli.progress import LiveList, Silent, open_progress, wants_progress


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, True),
        ({"TERM": "dumb"}, False),
        ({}, False),
        ({"TERM": "xterm", "CI": "true"}, False),
    ],
)
def test_a_terminal_gets_progress_unless_it_cannot_show_it(
    *, environment: dict[str, str], wanted: bool, terminal: io.StringIO
) -> None:
    assert wants_progress(terminal, environment) is wanted


def test_a_pipe_gets_silence() -> None:
    stream = io.StringIO()
    with open_progress(stream, {"TERM": "xterm"}) as progress:
        assert isinstance(progress, Silent)
        progress.begin("scan", "bandit")
        progress.end("scan")
    assert stream.getvalue() == ""


def test_short_work_shows_nothing_and_never_loads_rich() -> None:
    code = (
        "import sys, io\nfrom stelp_ci.cli.progress import open_progress\n"
        "class T(io.StringIO):\n    isatty = lambda self: True\n"
        "t = T()\nwith open_progress(t, {'TERM': 'xterm'}) as p:\n    p.begin('scan'); p.end('scan')\n"
        "print(repr(t.getvalue()), 'rich' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "'' False\n"


def test_long_work_is_shown_with_its_seconds_and_taken_away(terminal: io.StringIO) -> None:
    with open_progress(terminal, {"TERM": "xterm", "NO_COLOR": "1"}) as progress:
        progress.begin("scan", "bandit")
        progress.begin("execute", "tests/\x1b[31m[red]x.py")
        time.sleep(1.8)
    shown = terminal.getvalue()
    assert "scan  bandit" in shown
    assert " 1." in shown
    assert "[red]x.py" in shown  # shown as written: no markup
    assert "\x1b[31m" not in shown
    assert shown.endswith(("\x1b[?25h", "\x1b[2K", "\r")) or "\x1b[2K" in shown


def test_an_exception_takes_the_list_away_too(terminal: io.StringIO) -> None:
    with pytest.raises(KeyError), open_progress(terminal, {"TERM": "xterm"}) as progress:
        progress.begin("scan")
        time.sleep(1.3)
        raise KeyError
    assert "\x1b[?25h" in terminal.getvalue()  # the cursor is back


def test_stages_may_report_from_any_thread(terminal: io.StringIO) -> None:
    live = LiveList(terminal, colour=False)

    def work(number: int) -> None:
        for _ in range(200):
            live.begin(f"stage {number}", "detail")
            live.end(f"stage {number}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    live.close()
    live.close()
