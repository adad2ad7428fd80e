"""The life of one pull request, ten pushes long: after each one the comments are what a maintainer expects."""

from stelp_ci.github.client import Client
from stelp_ci.github.plan import Wanted
from stelp_ci.github.synchronise import Target, synchronise
from stelp_ci.model.remark import Remark
from tests.github.conftest import SOURCE
from tests.github.fake.reviews import follow, reply
from tests.github.fake.server import FakeGitHub
from tests.github.fake.state import Pull

TARGET = Target("acme/parcel", 7)
RULES = {"eval": "0123456789abcdef", "shell": "fedcba9876543210", "md5": "00112233445566aa"}


class Maintainer:
    """Pushes, lets the bot look, and counts what it wrote."""

    def __init__(self, github: FakeGitHub, client: Client, pull: Pull) -> None:
        self.github, self.client, self.pull = github, client, pull
        self.state = github.state
        self.rules = dict(RULES)

    def push(
        self,
        path: str,
        text: str,
        *,
        gone: str | None = None,
        parents: tuple[str, ...] | None = None,
        seen: tuple[str, str] | None = None,
    ) -> list[str]:
        """One push and one run; the methods of the requests that wrote, the summary's own left out."""
        old = self.state.head(self.pull)
        files: dict[str, str | None] = {path: text} | ({gone: None} if gone else {})
        self.state.repository.commit(self.pull.head_ref, files, parents=parents)
        follow(self.state, self.pull, old, self.state.head(self.pull))
        return self.look(*(seen or (path, text)))

    def look(self, path: str, text: str) -> list[str]:
        """One run: every line that names a rule is a finding of it."""
        lines = text.splitlines()
        found = [
            Remark(key, path, number, number, (number, number), f"{rule} is dangerous")
            for rule, key in self.rules.items()
            for number, line in enumerate(lines, 1)
            if f"{rule}(" in line
        ]
        head = self.state.head(self.pull)
        before = len(self.github.writes)
        summary = f"{len(found)} findings at {head}"
        synchronise(self.client, TARGET, Wanted(head, "2026-11-23T00:00:00Z", summary, tuple(found), complete=True))
        return [write.method for write in self.github.writes[before:] if "/issues/" not in write.path]

    def stands(self) -> list[tuple[str, str | None, int | None]]:
        """Every comment at a line of ours: what it says in short, its file and its line."""
        own = [item for item in self.state.line_comments.values() if item.author.login == "github-actions[bot]"]
        return [(item.body.partition("-->\n")[2].split()[0], item.path, item.line) for item in own]

    def line_of(self, text: str, rule: str) -> int:
        """Where a rule's line is."""
        return next(number for number, line in enumerate(text.splitlines(), 1) if f"{rule}(" in line)


def changed(text: str, step: int, call: str) -> str:
    """`text` with a call in one of its functions."""
    return text.replace(f"    return {step}\n", f"    return {call}({step})\n")


def test_ten_pushes(github: FakeGitHub, client: Client, pull: Pull) -> None:  # noqa: PLR0915 - it is one story
    me = Maintainer(github, client, pull)
    path = "parcel/steps.py"

    # 1: two findings, one review.
    one = changed(changed(SOURCE, 3, "eval"), 12, "shell")
    assert me.push(path, one) == ["POST"]
    assert me.stands() == [("eval", path, 14), ("shell", path, 50)]

    # 2: lines shift; GitHub moves the comments, nothing is written at lines.
    two = "# A first line.\n# And a second one.\n" + one
    assert me.push(path, two) == []
    assert me.stands() == [("eval", path, 16), ("shell", path, 52)]

    # 3: one is fixed and nobody answered: its comment goes.
    three = two.replace("eval(3)", "3 + 1")
    assert me.push(path, three) == ["DELETE"]
    assert me.stands() == [("shell", path, 52)]

    # 4: it returns: it is said again, once.
    assert me.push(path, two) == ["POST"]
    assert me.stands() == [("shell", path, 52), ("eval", path, 16)]

    # 5: a person answers the one about shell, and it is fixed: the thread stays, and says so.
    shell = next(item for item in me.state.line_comments.values() if "shell" in item.body)
    answer = reply(me.state, shell, me.state.accounts["grace"], "Is this really dangerous?")
    five = two.replace("shell(12)", "12 + 1")
    assert me.push(path, five) == ["PATCH"]
    assert me.stands() == [("**Fixed", path, None), ("eval", path, 16)]
    assert f"Fixed in {me.state.head(pull)[:10]}" in shell.body
    assert answer.id in me.state.line_comments and answer.body == "Is this really dangerous?"

    # 6: the file is renamed: the comment that nobody answered is said where the lines are now.
    renamed = "parcel/stages.py"
    assert me.push(renamed, five, gone=path) == ["DELETE", "POST"]
    assert me.stands() == [("**Fixed", path, None), ("eval", renamed, 16)]

    # 7: a force-push with the answered finding back: its thread is told where it is now, and the answer is still there.
    seven = changed(changed(SOURCE, 3, "eval"), 12, "shell")
    base = me.state.repository.tip("main")
    assert base
    assert me.push(renamed, seven, gone=path, parents=(base,)) == ["PATCH"]
    assert [item[0] for item in me.stands()] == ["Now", "eval"]
    assert "`parcel/stages.py`, line 50" in shell.body and answer.id in me.state.line_comments
    assert me.look(renamed, seven) == []

    # 8: a person deletes our comment about eval: it is not said again at its line.
    eval_comment = next(item for item in me.state.line_comments.values() if "eval" in item.body)
    del me.state.line_comments[eval_comment.id]
    eight = seven.replace("return 20\n", "return 20 + 0\n")
    assert me.push(renamed, eight) == []
    assert [item[0] for item in me.stands()] == ["Now"]

    # 9: the rule about shell is removed from the base, and a new finding comes.
    del me.rules["shell"]
    nine = changed(eight, 25, "md5")
    assert me.push(renamed, nine) == ["PATCH", "POST"]
    assert [item[0] for item in me.stands()] == ["**Fixed", "md5"]

    # 10: the base is merged in: what stands stays as it is.
    me.state.repository.commit("main", {"parcel/other.py": "x = 1\n"})
    tip, head = me.state.repository.tip("main"), me.state.head(pull)
    assert tip
    assert me.push("parcel/other.py", "x = 1\n", parents=(head, tip), seen=(renamed, nine)) == []
    assert [item[0] for item in me.stands()] == ["**Fixed", "md5"]

    # Throughout: one summary, edited once a push; the answer never touched; nothing but comments and one summary.
    assert len(me.state.comments) == 1
    assert answer.id in me.state.line_comments and answer.body == "Is this really dangerous?"
    summaries = [write.method for write in github.writes if "/issues/" in write.path]
    assert summaries == ["POST", *["PATCH"] * 9]
    assert len(github.writes) == 19
