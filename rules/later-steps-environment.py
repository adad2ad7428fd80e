import os
from pathlib import Path


def test_that_leaves_an_option_behind():
    target = os.environ.get("GITHUB_ENV")
    if target:
        # ruleid: later-steps-environment
        with open(target, "a") as file:
            file.write("PYTHONSTARTUP=x.py\n")
    assert target is None or target


def put_in_front(folder):
    # ruleid: later-steps-environment
    with open(os.environ["GITHUB_PATH"], mode="a", encoding="utf-8") as file:
        file.write(folder + "\n")


def overwrite(line):
    # ruleid: later-steps-environment
    Path(os.environ["GITHUB_ENV"]).write_text(line)


def append(line):
    file = Path(os.getenv("GITHUB_ENV"))
    # ruleid: later-steps-environment
    with file.open("a") as stream:
        stream.write(line)


def answer(name, value):
    # ok: later-steps-environment
    with open(os.environ["GITHUB_OUTPUT"], "a") as file:
        file.write(f"{name}={value}\n")


def look():
    # ok: later-steps-environment
    with open(os.environ["GITHUB_ENV"]) as file:
        return file.read()


def summary(text):
    # ok: later-steps-environment
    Path(os.environ["GITHUB_STEP_SUMMARY"]).write_text(text)
