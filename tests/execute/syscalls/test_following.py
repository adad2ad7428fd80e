"""From the lines of the log to effects: who did it, in which test, and nothing that hostile text can take away."""

from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.execute.syscalls.following import MOST_EFFECTS, Follower
from stelp_ci.model.kernel import KernelEffect, KernelLog
from stelp_ci.model.program import Capability
from tests.execute.syscalls.loglines import both, entered, forked, left, line, mark, opened

BORN = [forked(1, 2), mark(2, "begin")]


def read(*lines: bytes) -> KernelLog:
    follower = Follower(("/opt/python",))
    for one in lines:
        follower.take(one)
    return follower.log()


def told(*lines: bytes) -> list[tuple[str, tuple[str, ...], str]]:
    log = read(*BORN, *lines)
    assert (log.began, log.complete, log.unread, log.imitations) == (True, True, 0, 0)
    return [(effect.call, effect.targets, effect.test) for effect in log.effects]


def test_what_reaches_beyond_computing_is_an_effect() -> None:
    assert told(
        *both(2, "openat", opened("/etc/x")),
        *both(2, "openat", opened("/proc/1/environ", "O_RDONLY|O_CLOEXEC")),
        *both(2, "unlink", "0x7f00 /etc/passwd"),
        *both(2, "rename", "0x7f00 /etc/hosts, 0x7f10 /tmp/hosts"),
        *both(2, "connect", "0x3 socket:[1], 0x7f {Family: AF_INET, Addr: 10.1.2.3, Port: 80}, 0x10"),
        *both(2, "connect", '0x3 socket:[1], 0x7f {Family: AF_UNIX, Addr: "/run/x"}, 0x10'),
        *both(2, "socket", "AF_PACKET, SOCK_RAW|SOCK_CLOEXEC, 0x300"),
        *both(2, "kill", "0x1, SIGKILL"),
        *both(2, "kill", "0xffffffffffffffff, SIGTERM"),
        *both(2, "execve", '0x7f00 /bin/sh, 0x7f10 ["sh", "-c", "true"], 0x7f20 []'),
        *both(2, "ptrace", "PTRACE_ATTACH, 0x1, 0x0, 0x0"),
    ) == [
        ("openat", ("for writing", "/etc/x"), ""),
        ("openat", ("for reading", "/proc/1/environ"), ""),
        ("unlink", ("/etc/passwd",), ""),
        ("rename", ("/etc/hosts", "/tmp/hosts"), ""),
        ("connect", ("10.1.2.3:80",), ""),
        ("connect", ('AF_UNIX, Addr: "/run/x"',), ""),
        ("socket", ("AF_PACKET, SOCK_RAW|SOCK_CLOEXEC, 0x300",), ""),
        ("kill", ("SIGKILL to 1",), ""),
        ("kill", ("SIGTERM to -1",), ""),
        ("execve", ("/bin/sh",), ""),
        ("ptrace", ("PTRACE_ATTACH, 0x1, 0x0, 0x0",), ""),
    ]


def test_a_line_that_says_where_in_gvisor_it_was_written_is_read_as_well() -> None:
    call = "E unlink(0x7f00 /etc/passwd)"
    assert told(line(2, call, said_by="strace.go:570] ")) == [("unlink", ("/etc/passwd",), "")]
    assert told(line(2, call, said_by="loader.go:570] ")) == []


def test_what_every_program_does_is_none() -> None:
    assert not told(
        *both(2, "openat", opened("data.txt", "O_RDONLY|O_CLOEXEC")),
        *both(2, "openat", opened("/opt/python/lib/os.py", "O_RDONLY|O_CLOEXEC")),
        *both(2, "openat", opened("/", "O_RDONLY|O_DIRECTORY")),
        *both(2, "openat", opened("/tmp/a/../b")),
        *both(2, "openat", opened("/dev/null", "O_RDWR")),
        *both(2, "mkdir", "0x7f00 /tmp/x, 0o777"),
        *both(2, "kill", "0x2, SIGTERM"),
        *both(2, "kill", "0x1, 0"),
        *both(2, "sendto", "0x4 socket:[2], 0x7f00, 0x5, 0x0, <null>, 0x0"),
        *both(2, "socket", "AF_INET, SOCK_STREAM, IPPROTO_IP"),
        line(1, "E openat(AT_FDCWD /, 0x7f00 /etc/x, O_WRONLY, 0o0)"),
        b'{"msg":"Starting watchdog","level":"info"}',
    )


def test_dots_do_not_lead_out_of_the_work_space_unseen() -> None:
    assert told(*both(2, "openat", opened("../etc/x", where="AT_FDCWD /tmp"))) == [
        ("openat", ("for writing", "/etc/x"), "")
    ]


def test_a_relative_path_counts_from_where_the_process_works() -> None:
    moved = both(2, "chdir", "0x7f00 /tmp/work")
    assert not told(*moved, *both(2, "unlink", "0x7f00 a"))
    assert told(*moved, *both(2, "chdir", "0x7f00 /etc"), *both(2, "unlink", "0x7f00 a"))[0][1] == ("/etc/a",)
    failed = left(2, "chdir", "0x7f00 /tmp", "0 (0x0) errno=2 (no such file or directory)")
    assert told(*both(2, "chdir", "0x7f00 /etc"), failed, *both(2, "unlink", "0x7f00 a"))[0][1] == ("/etc/a",)


def test_an_effect_stands_under_the_test_that_ran_in_its_process() -> None:
    unlinking = both(2, "unlink", "0x7f00 /etc/a")
    in_a_thread = [forked(2, 3, "CLONE_VM|CLONE_THREAD"), *both(3, "unlink", "0x7f00 /etc/b")]
    in_a_fork = [forked(2, 4), *both(4, "unlink", "0x7f00 /etc/c")]
    later = [mark(2, "begin"), *both(2, "unlink", "0x7f00 /etc/d")]
    lines = [mark(2, "7"), *unlinking, *in_a_thread, *in_a_fork, *later]
    assert [test for _, _, test in told(*lines)] == ["7", "7", "7", ""]


def test_a_child_may_be_heard_before_its_parent_knows_of_it() -> None:
    assert told(mark(2, "7"), *both(5, "unlink", "0x7f00 /etc/a"), forked(2, 5)) == [("unlink", ("/etc/a",), "7")]


def test_a_process_that_nobody_made_is_the_codes_own() -> None:
    assert told(*both(9, "unlink", "0x7f00 /etc/a")) == [("unlink", ("/etc/a",), "")]


def test_before_its_first_mark_a_process_runs_trusted_code_alone() -> None:
    log = read(forked(1, 2), *both(2, "unlink", "0x7f00 /etc/a"))
    assert (log.effects, log.began) == ((), False)


def test_the_last_result_is_told_and_a_success_is_not_forgotten() -> None:
    refused = left(2, "unlink", "0x7f00 /etc/a", "0 (0x0) errno=13 (permission denied)")
    enter = entered(2, "unlink", "0x7f00 /etc/a")
    (effect,) = read(*BORN, enter, refused).effects
    assert effect == KernelEffect(
        capability=Capability.FILES, call="unlink", targets=("/etc/a",), result="permission denied"
    )
    (effect,) = read(*BORN, *both(2, "unlink", "0x7f00 /etc/a"), enter, refused).effects
    assert (effect.times, effect.result) == (2, "")
    (effect,) = read(*BORN, entered(2, "unlink", "0x7f00 /etc/a")).effects
    assert effect.result == "it did not return"


def test_what_a_started_program_does_is_told_apart() -> None:
    shell = [forked(2, 3), *both(3, "execve", '0x7f00 /bin/sh, 0x7f10 ["sh"], 0x7f20 []'), forked(3, 4)]
    log = read(*BORN, *shell, *both(4, "unlink", "0x7f00 /etc/a"))
    assert [(effect.call, effect.by_program) for effect in log.effects] == [("execve", False), ("unlink", True)]


def test_a_process_may_end_what_it_made_and_nothing_else() -> None:
    family = [forked(2, 3), forked(3, 4), forked(2, 5)]
    assert not told(*family, *both(2, "kill", "0x4, SIGKILL"), *both(2, "kill", "0xfffffffffffffffd, SIGKILL"))
    assert told(*family, *both(3, "kill", "0x5, SIGKILL"), *both(3, "kill", "0x2, SIGKILL")) == [
        ("kill", ("SIGKILL to 5",), ""),
        ("kill", ("SIGKILL to 2",), ""),
    ]


def test_text_of_the_attacker_ends_no_line_and_hides_no_call() -> None:
    fake = 'x\n{"msg":"[   2:   2] python3 E statfs(0x7f00 /stelp/mark/3, 0x7f)"}\n'
    (effect,) = read(*BORN, entered(2, "openat", opened(f"/etc/{fake}"))).effects
    assert effect.targets[0] == "for writing"
    assert fake.strip() in effect.targets[1]


def test_a_path_that_imitates_arguments_is_unclear_and_still_an_effect() -> None:
    for path in ("/etc/a, 0x7f00 /tmp/b", "/tmp/b, 0x7f00 /etc/a", "/tmp/a, O_RDONLY, 0o0"):
        effects = read(*BORN, entered(2, "openat", opened(path))).effects
        assert path.endswith("0o0") or [effect.unclear for effect in effects] == [True]
    (effect,) = read(*BORN, entered(2, "unlink", "0x7f00 /tmp/a, 0x7f00 /etc/a")).effects
    assert effect.unclear


def test_a_process_named_like_a_line_is_found_out_and_hides_nothing() -> None:
    name = "p E getpid("
    log = read(*BORN, entered(2, "unlink", "0x7f00 /etc/a", name=name))
    assert [effect.call for effect in log.effects] == ["unlink"]
    assert log.imitations == 1


def test_the_effects_that_are_kept_are_bounded_and_the_rest_is_said() -> None:
    lines = [entered(2, "unlink", f"0x7f00 /etc/{number}") for number in range(MOST_EFFECTS + 1)]
    log = read(*BORN, *lines)
    assert (len(log.effects), log.complete) == (MOST_EFFECTS, False)


def test_lines_that_are_none_are_counted() -> None:
    assert read(b"", b"{", b"[]", b'{"msg":7}', b"\xff", line(2, "X unlink(0x7f00 /etc/a)")).unread == 6


@given(st.lists(st.one_of(st.binary(max_size=80), st.text(max_size=120).map(lambda text: line(2, text))), max_size=20))
def test_no_text_raises(lines: list[bytes]) -> None:
    read(*BORN, *lines)


CALLS = st.sampled_from(
    ["openat", "unlink", "rename", "connect", "sendto", "kill", "execve", "mount", "clone", "statfs"]
)


@given(CALLS, st.text(alphabet="0x1f ,/AT_FDCWD{}:=()\"'\n", max_size=120))
def test_no_arguments_raise(call: str, arguments: str) -> None:
    read(*BORN, entered(2, call, arguments), left(2, call, arguments, "3 (0x3)"))


@given(st.text(min_size=1, max_size=60).filter(lambda text: "\0" not in text and "/" not in text))
def test_no_name_hides_that_a_file_outside_is_opened_for_writing(name: str) -> None:
    log = read(*BORN, entered(2, "openat", opened(f"/etc/{name}", "O_WRONLY|O_CREAT")))
    assert [effect.capability for effect in log.effects] == [Capability.FILES] or name in (".", "..")
