"""Learns, off the way of any change, what selects tests for the next ones: which test files enter which functions."""

import tempfile
from pathlib import Path
from typing import NamedTuple

from stelp_ci.change.reader import open_change
from stelp_ci.config.load import SETTINGS_FILE, load_settings
from stelp_ci.errors import SandboxError
from stelp_ci.lanes import Ground, contexts_of, opened, prepare
from stelp_ci.model.ports import Progress
from stelp_ci.model.report import Invocation
from stelp_ci.probe.contexts.learn import learn as learn_contexts
from stelp_ci.probe.contexts.store import write_contexts


class Learned(NamedTuple):
    """How many test files were seen to their end, how many functions they enter, and where that is kept."""

    files: int
    functions: int
    kept: Path


def learn(invocation: Invocation, *, progress: Progress, cache: Path) -> Learned:
    """Run the whole suite of the commit that is base and head of `invocation`, and keep what its tests enter.

    Raises `StelpError` where the commit, its dependencies or its suite stand in the way.
    """
    with (
        tempfile.TemporaryDirectory(prefix="stelp-ci-", ignore_cleanup_errors=True) as folder,
        open_change(invocation) as reader,
    ):
        settings = load_settings(reader.read_base(SETTINGS_FILE))
        ground = Ground(
            invocation, settings, reader.change, reader.materialise(Path(folder)), Path(folder), cache, progress
        )
        prepared = prepare(ground)
        with opened(ground, prepared) as ready:
            progress.begin("tests", "in gVisor: the whole suite")
            contexts = learn_contexts(ready.job)
        progress.end("tests")
        kept = contexts_of(ground, prepared)
    try:
        write_contexts(kept, contexts)
    except OSError as error:
        raise SandboxError(
            f"what was learned cannot be kept: {error}", remedy="See that the cache has room."
        ) from error
    functions = {name for names in contexts.entered.values() for name in names}
    return Learned(len(contexts.entered), len(functions), kept)
