"""Whatever a repository configures to be run is not run: each way leaves a canary file if it is."""

import shutil
import time

import pytest

from stelp_ci.change.git import Git
from stelp_ci.errors import ChangeError
from stelp_ci.model.report import InputKind

BASE = "def f():\n    return 1\n"
HEAD = "def f():\n    return 2\n"


@pytest.fixture
def trapped(work, tmp_path):
    """A repository with a change, staged and committed, and a command that leaves a canary."""
    work.canary = tmp_path / "canary"
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {work.canary}\ncat\n")
    trap.chmod(0o755)
    work.trap = str(trap)
    work.write("a.py", BASE)
    work.commit("first")
    work.write("a.py", HEAD)
    work.commit("second")
    work.write("a.py", HEAD + "x = 1\n")
    work.git("add", "a.py")
    work.diff = work.git("diff", "--cached") + "\n"
    return work


def _read_everything(work, opened, tmp_path):
    for number, asked in enumerate(
        ({"kind": InputKind.COMMITS}, {"kind": InputKind.STAGED}, {"kind": InputKind.DIFF, "diff": work.diff})
    ):
        reader = opened(**asked)
        assert [file.path for file in reader.change.files] == ["a.py"]
        assert reader.change.files[0].units
        assert reader.read_head("a.py") is not None
        reader.materialise(tmp_path / f"trees-{number}")


CONFIGURED = {
    "textconv": {"diff.trap.textconv": "TRAP", "diff.trap.cachetextconv": "true"},
    "diff driver": {"diff.trap.command": "TRAP"},
    "external diff": {"diff.external": "TRAP"},
    "filter": {"filter.trap.smudge": "TRAP", "filter.trap.clean": "TRAP", "filter.trap.required": "true"},
    "filter process": {"filter.trap.process": "TRAP", "filter.trap.required": "true"},
    "file system monitor": {"core.fsmonitor": "TRAP"},
    "hooks path": {"core.hooksPath": "HOOKS"},
    "pager": {"core.pager": "TRAP", "pager.diff": "TRAP", "pager.diff-tree": "TRAP"},
    "signatures": {"log.showSignature": "true", "gpg.program": "TRAP"},
    "aliases": {"alias.diff-tree": "!TRAP", "alias.rev-parse": "!TRAP", "alias.ls-tree": "!TRAP"},
    "editor": {"core.editor": "TRAP", "sequence.editor": "TRAP"},
}


@pytest.mark.parametrize("name", CONFIGURED)
def test_nothing_that_the_repository_configures_is_run(trapped, opened, tmp_path, name):
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for hook in ("post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc", "fsmonitor-watchman"):
        shutil.copy(trapped.trap, hooks / hook)
    for key, value in CONFIGURED[name].items():
        trapped.git("config", key, value.replace("TRAP", trapped.trap).replace("HOOKS", str(hooks)))
    (trapped.root / ".git" / "info" / "attributes").write_text("* diff=trap filter=trap\n")
    _read_everything(trapped, opened, tmp_path)
    assert not trapped.canary.exists()


def test_the_trap_works(trapped):
    """The canary of these tests appears when git is used without care."""
    trapped.git("config", "diff.trap.textconv", trapped.trap)
    (trapped.root / ".git" / "info" / "attributes").write_text("* diff=trap\n")
    trapped.git("diff", "HEAD~1", "HEAD")
    assert trapped.canary.exists()


def test_hooks_in_the_repository_are_not_run(trapped, opened, tmp_path):
    for hook in ("post-index-change", "reference-transaction"):
        shutil.copy(trapped.trap, trapped.root / ".git" / "hooks" / hook)
    _read_everything(trapped, opened, tmp_path)
    assert not trapped.canary.exists()


@pytest.mark.parametrize(
    "name", ["GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_ASKPASS", "GIT_SSH_COMMAND", "GIT_PROXY_COMMAND"]
)
def test_nothing_that_the_environment_names_is_run(trapped, opened, tmp_path, monkeypatch, name):
    monkeypatch.setenv(name, trapped.trap)
    _read_everything(trapped, opened, tmp_path)
    assert not trapped.canary.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("remote.origin.url", "ext::TRAP"),
        ("remote.origin.uploadpack", "TRAP"),
        ("remote.origin.vcs", "trap"),
        ("core.sshCommand", "TRAP"),
        ("core.askPass", "TRAP"),
        ("credential.helper", "!TRAP"),
        ("core.gitProxy", "TRAP"),
        ("core.alternateRefsCommand", "TRAP"),
        ("core.hooksPath", "HOOKS"),
        ("fetch.recurseSubmodules", "true"),
    ],
)
def test_fetching_history_runs_nothing_either(trapped, opened, make_work, tmp_path, monkeypatch, key, value):
    shallow = make_work("shallow")
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    shutil.copy(trapped.trap, hooks / "reference-transaction")
    shutil.copy(trapped.trap, hooks / "git-remote-trap")
    monkeypatch.setenv("PATH", str(hooks), prepend=":")
    url = {"core.sshCommand": "ssh://nobody@localhost:1/x", "core.gitProxy": "git://localhost:1/x"}.get(key)
    shallow.git("fetch", "--quiet", "--depth=1", trapped.root.as_uri(), "main")
    shallow.git("checkout", "--quiet", "--detach", "FETCH_HEAD")
    shallow.git("config", "remote.origin.url", url or trapped.root.as_uri())
    shallow.git("config", key, value.replace("TRAP", f"{trapped.trap} x").replace("HOOKS", str(hooks)))
    try:
        opened(repo=shallow.root)
    except ChangeError as error:
        assert "fetch-depth: 0" in error.remedy
    assert not trapped.canary.exists()


def test_replaced_objects_are_not_seen(trapped, opened):
    honest = trapped.git("rev-parse", "HEAD:a.py")
    harmless = trapped.blob(BASE.encode())
    trapped.git("replace", "--force", honest, harmless)
    trapped.git("replace", "--force", "HEAD", "HEAD~1")
    reader = opened()
    assert [file.path for file in reader.change.files] == ["a.py"]
    assert reader.read_head("a.py") == HEAD.encode()


def test_grafts_are_not_seen(trapped, opened):
    main = trapped.git("rev-parse", "main")
    trapped.git("switch", "--quiet", "--create", "topic")
    topic = trapped.commit("on topic")
    (trapped.root / ".git" / "info" / "grafts").write_text(f"{topic}\n")
    assert opened().change.base.commit == main


def test_the_users_own_settings_do_not_change_what_is_found(trapped, opened, monkeypatch, tmp_path):
    source = "".join(f"def f{number}():\n    return {number}\n\n\n" for number in range(9))
    trapped.write("b.py", source)
    trapped.write("c.py", source)
    trapped.commit("third")
    trapped.git("rm", "--quiet", "c.py")
    trapped.write("d.py", source + "x = 1\n")
    trapped.write("b.py", source.replace("return 2", "return 'two'").replace("return 5", "return 'five'"))
    trapped.commit("fourth")
    expected = opened().change
    settings = tmp_path / "gitconfig"
    settings.write_text(
        "[diff]\nsuppressBlankEmpty = true\nnoprefix = true\nmnemonicPrefix = true\nrenames = false\ncontext = 0\n"
        "interHunkContext = 9\nalgorithm = patience\nindentHeuristic = false\nrenameLimit = 1\nrelative = true\n"
        "wordRegex = .\ncolorMoved = zebra\nsubmodule = log\n[color]\nui = always\n[core]\nquotePath = false\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    assert opened().change == expected
    assert [file.kind.value for file in expected.files] == ["modified", "renamed"]
    assert len(expected.files[0].hunks) == 2


def test_attributes_do_not_change_what_is_read(trapped, opened, tmp_path):
    trapped.write(".gitattributes", "*.py ident eol=crlf\n")
    trapped.write("b.py", "# $Id$\nx = 1\n")
    trapped.git("config", "core.autocrlf", "true")
    trapped.git("add", ".gitattributes", "b.py")
    tree = opened(InputKind.STAGED).materialise(tmp_path / "trees").head.root
    stored = trapped.git("cat-file", "blob", ":b.py") + "\n"
    assert (tree / "b.py").read_bytes() == stored.encode()


@pytest.mark.usefixtures("trapped")
def test_a_repository_of_another_user_is_an_error_that_says_how(opened, monkeypatch):
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(ChangeError, match="belongs to another user") as caught:
        opened()
    assert "safe.directory" in caught.value.remedy


def test_a_repository_that_the_user_trusts_is_read(trapped, opened, monkeypatch, tmp_path):
    settings = tmp_path / "gitconfig"
    settings.write_text(f"[safe]\n\tdirectory = {trapped.root.resolve()}\n")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    assert opened().change.files


def test_a_missing_git_is_an_error_that_says_how(trapped, opened, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(ChangeError, match="git is not installed") as caught:
        opened(repo=trapped.root)
    assert "install git" in caught.value.remedy


def test_missing_blobs_are_not_fetched(trapped, opened, make_work):
    """A partial clone would run the remote's helper to get them."""
    partial = make_work("partial")
    partial.git("remote", "add", "origin", trapped.root.as_uri())
    trapped.git("config", "uploadpack.allowFilter", "true")
    partial.git("fetch", "--quiet", "--filter=blob:none", "origin", "main")
    partial.git("update-ref", "HEAD", "FETCH_HEAD")
    with pytest.raises(ChangeError):
        opened(repo=partial.root)


def test_a_command_that_takes_too_long_is_ended(tmp_path):
    begun = time.monotonic()
    with pytest.raises(ChangeError, match="took longer"):
        Git(tmp_path).run("-c", "alias.wait=!sleep 30", "wait", timeout_s=0.5)
    assert time.monotonic() - begun < 10


def test_a_command_that_floods_its_output_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr("stelp_ci.change.git.MAX_OUTPUT", 1 << 20)
    with pytest.raises(ChangeError, match="wrote more than"):
        Git(tmp_path).run("-c", "alias.flood=!yes", "flood", timeout_s=20)
