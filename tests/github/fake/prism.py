"""A second opinion on recorded requests: Stoplight's Prism serves the same description, and refuses what is not in it.

https://docs.stoplight.io/docs/prism
"""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from tests.github.fake import contract
from tests.github.fake.server import Exchange

HOME = Path(__file__).parents[3] / "build" / "peers" / "prism"
PACKAGE = "@stoplight/prism-cli@5.16.0"
START_S = 90.0


@contextmanager
def prism(folder: Path) -> Generator[int]:
    """Prism on a free port, with the description and what supplements it."""
    npm = shutil.which("npm")
    assert npm, "npm is needed"
    HOME.mkdir(parents=True, exist_ok=True)
    program = HOME / "node_modules" / ".bin" / "prism"
    if not program.exists():
        subprocess.run([npm, "install", "--silent", "--no-fund", "--no-audit", PACKAGE], cwd=HOME, check=True)
    document = json.loads(contract.DESCRIPTION.read_text(encoding="utf-8"))
    document["paths"] |= json.loads(contract.SUPPLEMENT.read_text(encoding="utf-8"))["paths"]
    description = folder / "description.json"
    description.write_text(json.dumps(document), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [str(program), "mock", "--errors", "--port", str(port), str(description)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(port)
            yield port
        finally:
            process.terminate()


def objections(port: int, exchanges: Iterable[Exchange]) -> list[str]:
    """The requests that Prism calls invalid, of those that the fake carried out."""
    found: list[str] = []
    for exchange in exchanges:
        if 200 <= exchange.status < 300 and exchange.path != "/graphql":
            status, answer = _ask(port, exchange)
            if status == 422 or "NO_PATH_MATCHED" in answer or "NO_METHOD_MATCHED" in answer:
                found.append(f"{exchange.method} {exchange.path}: {status} {answer[:300]}")
    return found


def _ask(port: int, exchange: Exchange) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    path = exchange.path + (f"?{urlencode(exchange.query)}" if exchange.query else "")
    body = None if exchange.body is None else json.dumps(exchange.body)
    connection.request(exchange.method, path, body, {"Content-Type": "application/json"} if body else {})
    response = connection.getresponse()
    answer = response.read().decode("utf-8", "replace")
    connection.close()
    return response.status, answer


def _wait(port: int) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("Prism did not start")
