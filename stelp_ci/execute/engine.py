"""The Docker Engine of this machine, through the `docker` SDK: the few requests that a sandbox needs, as plain values.

Specification: https://docs.docker.com/reference/api/engine/. The SDK carries no types, so that what it answers is taken
apart here and nowhere else.
"""

import contextlib
import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from socket import AF_UNIX, socket
from typing import Any, NamedTuple

from stelp_ci.errors import SandboxError

ANSWER_S = 60
REMEDY = "start a Docker Engine with the runtime runsc (docs/sandbox.md), or choose --sandbox runsc"
INSTALL = "pip install 'stelp-ci[sandbox]'"
DEFAULT_HOST = "unix:///var/run/docker.sock"


class Image(NamedTuple):
    """An image as the daemon knows it. `created` is the time that the daemon gives, `size` is in bytes."""

    id: str
    tags: tuple[str, ...]
    labels: Mapping[str, str]
    created: str = ""
    size: int = 0


class Started(NamedTuple):
    """What the daemon says of a container that it has started: the name of the runtime, and its process on the host."""

    runtime: str
    pid: int


class Engine:
    """One daemon. Every request raises `SandboxError` where it cannot be had."""

    def __init__(self, api: Any, version: str) -> None:
        self._api = api
        self.version = version

    def runtime_path(self, name: str) -> str:
        """The binary that is registered under the name; empty where there is none, or the daemon does not say."""
        with _asking("about its runtimes"):
            runtimes: dict[str, Any] = self._api.info().get("Runtimes") or {}
            entry: dict[str, Any] = runtimes.get(name) or {}
            return str(entry.get("path", ""))

    def runtime_arguments(self, name: str) -> tuple[str, ...]:
        """What the daemon gives to the runtime of that name; empty where there is none, or it does not say."""
        with _asking("about its runtimes"):
            runtimes: dict[str, Any] = self._api.info().get("Runtimes") or {}
            entry: dict[str, Any] = runtimes.get(name) or {}
            return tuple(str(word) for word in entry.get("runtimeArgs") or ())

    def image(self, name: str) -> Image | None:
        """The image of that name, or None."""
        found = self.images(name=name)
        return found[0] if found else None

    def images(self, *, name: str | None = None, label: str | None = None) -> tuple[Image, ...]:
        """The images of that name, or with that label."""
        with _asking("for its images"):
            rows: list[Any] = self._api.images(name=name, filters={"label": label} if label else None)
        return tuple(
            Image(
                row["Id"], tuple(row.get("RepoTags") or ()), row.get("Labels") or {}, str(row["Created"]), row["Size"]
            )
            for row in rows
        )

    def build(
        self, context: Path, *, tag: str, arguments: Mapping[str, str], labels: Mapping[str, str]
    ) -> Iterator[str]:
        """Build the context's Dockerfile without a network; what the daemon says meanwhile."""
        with _asking("to build an image"):
            for line in self._api.build(
                path=str(context),
                tag=tag,
                buildargs=dict(arguments),
                labels=dict(labels),
                network_mode="none",
                rm=True,
                forcerm=True,
                decode=True,
            ):
                if "error" in line:
                    raise SandboxError(f"the image cannot be built: {line['error']}", remedy=REMEDY)
                yield str(line.get("stream") or line.get("status") or "")

    def remove_image(self, image: str) -> None:
        """Take an image away."""
        with _asking("to remove an image"):
            self._api.remove_image(image, force=True)

    def create(self, image: str, command: str, *, environment: list[str], host: Mapping[str, Any], tty: bool) -> str:
        """A container of the image that is not started yet; its id."""
        with _asking("for a container"):
            made: dict[str, str] = self._api.create_container(
                image,
                [command],
                hostname="sandbox",
                environment=environment,
                stdin_open=True,
                tty=tty,
                labels={LABEL: str(os.getpid())},
                host_config=dict(host),
            )
            return made["Id"]

    def attach(self, container: str) -> socket:
        """A socket of the caller's own that carries the three streams."""
        streams = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
        with _asking("for the streams of a container"):
            lent: Any = self._api.attach_socket(container, params=streams)
            inner: Any = lent._sock
            own = inner.dup()
            own.settimeout(None)
            lent._response.close()
            inner.close()
            return own

    def start(self, container: str) -> None:
        """Start it."""
        with _asking("to start a container"):
            self._api.start(container)

    def look(self, container: str) -> Started:
        """What the daemon says of it."""
        with _asking("about a container"):
            told: Any = self._api.inspect_container(container)
            return Started(str(told["HostConfig"]["Runtime"]), int(told["State"]["Pid"]))

    def resize(self, container: str, *, height: int, width: int) -> None:
        """Fit the terminal of a container to ours."""
        with _asking("to resize a terminal"):
            self._api.resize(container, height=height, width=width)

    def wait(self, container: str, *, timeout_s: float) -> None:
        """Let it end by itself for a moment. Says nothing about whether it did."""
        with contextlib.suppress(SandboxError), _asking("to wait"):
            self._api.wait(container, timeout=timeout_s)

    def exit_code(self, container: str, *, since: float, until: float) -> int | None:
        """How it ended: None while it runs. One that is gone already is looked up in what the daemon remembers; if it
        remembers nothing it was started again itself, and the container was killed."""
        errors: Any = import_module("docker.errors")
        filters = {"container": container, "event": "die"}
        with _asking("how a container ended"):
            try:
                state: Any = self._api.inspect_container(container)["State"]
            except errors.NotFound:
                events: Any = self._api.events(since=since, until=until, filters=filters, decode=True)
                codes = [int(event["Actor"]["Attributes"]["exitCode"]) for event in events]
                return codes[-1] if codes else FORGOTTEN
            return None if state["Running"] else int(state["ExitCode"])

    def remove(self, container: str) -> None:
        """End it at once and take it away. One that is gone, or going, is nothing to complain about."""
        errors: Any = import_module("docker.errors")
        with _asking("to remove a container"):
            try:
                self._api.remove_container(container, v=True, force=True)
            except errors.APIError as error:
                if error.status_code not in GOING:
                    raise

    def containers(self, **filters: str) -> tuple[str, ...]:
        """The ids of containers that match, started or not."""
        with _asking("for its containers"):
            return tuple(row["Id"] for row in self._api.containers(all=True, filters=filters))

    def owners(self) -> dict[str, str]:
        """The containers of stelp-ci, with the process that made each."""
        with _asking("for its containers"):
            return {row["Id"]: row["Labels"][LABEL] for row in self._api.containers(all=True, filters={"label": LABEL})}

    def out_of_memory(self, container: str, *, since: float, until: float) -> bool:
        """Whether the kernel killed something in it for want of memory: the daemon remembers its last events."""
        filters = {"container": container, "event": "oom"}
        with _asking("for its events"):
            return any(True for _ in self._api.events(since=since, until=until, filters=filters, decode=True))


LABEL = "stelp-ci.sandbox"
"""Marks our containers; its value is the process that made them."""

FORGOTTEN = 137
"""What a container ended with of which the daemon knows nothing any more: it kills all of them when it ends."""

GOING = frozenset({404, 409})
"""No such container; removal of it is already in progress."""


@contextmanager
def _asking(what: str) -> Generator[None]:
    """Turns what the SDK and its transport raise into `SandboxError`."""
    docker_errors: Any = import_module("docker.errors")
    transport_errors: Any = import_module("requests.exceptions")
    failures = (docker_errors.DockerException, transport_errors.RequestException, OSError, ValueError)
    try:
        yield
    except failures as error:
        raise SandboxError(f"the Docker Engine was asked {what}: {error}", remedy=REMEDY) from error


def connect() -> Engine:
    """The daemon that DOCKER_HOST names, else that of the system.

    Raises `SandboxError` when none answers, or it is not on this machine: the sandbox mounts trees of this machine.
    """
    try:
        docker: Any = import_module("docker")
    except ModuleNotFoundError as error:
        raise SandboxError("the docker SDK is not installed", remedy=INSTALL) from error
    host = os.environ.get("DOCKER_HOST") or DEFAULT_HOST
    if not host.startswith("unix://"):
        raise SandboxError(f"DOCKER_HOST {host} is not on this machine", remedy="name a socket: unix:///PATH")
    with _asking("to answer"):
        with socket(AF_UNIX) as trial:  # the SDK would leave its own open when nobody listens
            trial.connect(host.removeprefix("unix://"))
        api: Any = docker.APIClient(base_url=host, version="auto", timeout=ANSWER_S)
        api.headers["Connection"] = "close"  # no request leaves a socket behind that somebody would have to close
        api.close()
        return Engine(api, str(api.version()["Version"]))
