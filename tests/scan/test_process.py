"""External tools under a limit: real processes that hang, flood, fork and inherit."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stelp_ci.errors import ScanError
from stelp_ci.scan import process
from stelp_ci.scan.process import run_tool


def python(text: str) -> tuple[str, ...]:
    return (sys.executable, "-I", "-c", text)


def test_both_streams_and_the_exit_code_come_back(tmp_path: Path) -> None:
    run = run_tool(
        python("import sys; print('out'); sys.stderr.write('err'); sys.exit(3)"), home=tmp_path, timeout_s=30
    )
    assert run == (3, b"out\n", b"err")
    assert run.complaint() == "err"


def test_the_environment_is_ours_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_TOKEN", "SEMGREP_RULES", "PYTHONPATH", "NODE_OPTIONS", "LD_PRELOAD"):
        monkeypatch.setenv(name, "")
    text = "import os; print(sorted(os.environ), os.environ['HOME'], os.getcwd(), end='')"
    run = run_tool(python(text), home=tmp_path, timeout_s=30, extra={"EXTRA": "1"})
    seen = run.stdout.decode()
    assert "EXTRA" in seen and seen.endswith(f"{tmp_path} {tmp_path}")
    assert not any(name in seen for name in ("TOKEN", "SEMGREP", "PYTHONPATH", "NODE_", "PRELOAD"))


def test_a_tool_that_hangs_is_killed_with_its_children(tmp_path: Path) -> None:
    text = "import os, time, sys; pid = os.fork(); open(f'pid{bool(pid)}', 'w').write(str(os.getpid())); time.sleep(60)"
    begun = time.monotonic()
    with pytest.raises(ScanError, match=r"did not end within 1 s") as caught:
        run_tool(python(text), home=tmp_path, timeout_s=1)
    assert time.monotonic() - begun < 20
    assert "scan.timeout_s" in caught.value.remedy
    pids = [int(file.read_text()) for file in tmp_path.glob("pid*")]
    assert len(pids) == 2 and not any(_alive(pid) for pid in pids)


def test_a_child_that_the_tool_leaves_behind_is_killed(tmp_path: Path) -> None:
    text = (
        "import os, time\n"
        "if os.fork() == 0:\n"
        "    open('pid', 'w').write(str(os.getpid())); os.close(1); os.close(2); time.sleep(60)\n"
        "while not os.path.exists('pid') or not open('pid').read(): time.sleep(0.01)\n"
    )
    run_tool(python(text), home=tmp_path, timeout_s=30)
    assert not _alive(int((tmp_path / "pid").read_text()))


def _alive(pid: int) -> bool:
    """NOTE: a killed child may stay a zombie until whoever adopted it looks."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return False
        if state == "Z":
            return False
        time.sleep(0.02)
    return True


def test_a_flood_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "MAX_OUTPUT", 1024 * 1024)
    with pytest.raises(ScanError, match="wrote more than 1 MiB"):
        run_tool(python("while True: print('x' * 10000)"), home=tmp_path, timeout_s=30)


def test_a_tool_that_is_not_there_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ScanError, match="cannot start /nonexistent/tool") as caught:
        run_tool(("/nonexistent/tool",), home=tmp_path, timeout_s=1)
    assert caught.value.remedy


def test_no_file_descriptor_is_left_open(tmp_path: Path) -> None:
    before = sum(1 for _ in Path("/proc/self/fd").iterdir())
    for _ in range(3):
        run_tool(python("pass"), home=tmp_path, timeout_s=30)
    assert sum(1 for _ in Path("/proc/self/fd").iterdir()) == before


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv, of util-linux")
def test_a_tool_does_not_outlive_us_when_we_are_killed(tmp_path: Path) -> None:
    tool = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)"
    script = (
        "import sys; from pathlib import Path; from stelp_ci.scan.process import run_tool\n"
        f"run_tool([sys.executable, '-I', '-c', {tool!r}], home=Path(sys.argv[1]), timeout_s=60)"
    )
    ours = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)])
    try:
        until = time.monotonic() + 30
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            assert time.monotonic() < until
            time.sleep(0.02)
    finally:
        ours.kill()
        ours.wait()
    assert not _alive(int((tmp_path / "pid").read_text()))
