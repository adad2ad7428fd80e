"""What every benchmark is given and gives back: one module a benchmark, each with a `measure`."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from stelp_ci.bench.figures import Bars, Table
from stelp_ci.errors import UsageError
from stelp_ci.model.ports import Progress


class Shard(NamedTuple):
    """One of `of` parts of a benchmark, numbered from 1. What belongs to it is decided by content, not by place."""

    number: int
    of: int

    def holds(self, key: str) -> bool:
        """Whether the part has the program of that key (hexadecimal digits)."""
        return int(key[:8], 16) % self.of == self.number - 1


class Options(NamedTuple):
    """What the command line asks for. `limit` takes the first N items of a data set; `peers` measures others too.

    `resume` is a folder in which a long benchmark writes down what it has measured, and goes on where it was stopped.
    `cluster` is the address of a Dask scheduler. With a `shard` only that part is measured. With `joined` folders of
    shards nothing is measured at all: what they hold is put together.
    `split` is the half of a set that is parted in two.
    """

    runs: int
    data: Path | None = None
    peers: bool = False
    limit: int | None = None
    seed: int = 0
    jobs: int = 1
    resume: Path | None = None
    cluster: str = ""
    shard: Shard | None = None
    joined: tuple[Path, ...] = ()
    split: str = "test"

    def data_folder(self) -> Path:
        """Where the public data sets lie. Raises `UsageError` when the user did not say, or it is no folder."""
        if self.data is None or not self.data.is_dir():
            raise UsageError("this benchmark reads public data", remedy="Give the folder that holds it with --data.")
        return self.data


class Result(NamedTuple):
    """`document` is the JSON (plain values), `text` the table for people, `met` whether the targets were met.

    `tables` and `charts` are what pages show; without tables they show the text.
    """

    document: Mapping[str, object]
    text: str
    met: bool
    tables: tuple[Table, ...] = ()
    charts: tuple[Bars, ...] = ()


class Benchmark(Protocol):
    """The module of one benchmark."""

    def measure(self, options: Options, progress: Progress) -> Result:
        """Run it. Raises `StelpError` when something that had to be measured could not be."""
        ...
