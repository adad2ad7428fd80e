"""The lines that the process under judgement sends to the runner: plain data, believed only as far as it was honest."""

from typing import Any

from . import plain_json
from .pipes import write_whole

MESSAGE_BYTES = 4096
NAME_BYTES = 2048


class Events:
    """Writes one JSON line per event, marked with the run's token, to a pipe."""

    def __init__(self, fd: int, token: str) -> None:
        self.fd = fd
        self.token = token

    def send(self, kind: str, **fields: Any) -> None:
        """Write one event whole, however small the pipe's pieces are."""
        line = self.token + plain_json.dumps({"event": kind, **fields}) + "\n"
        write_whole(self.fd, line.encode("ascii"))


def clean(text: str, limit: int = NAME_BYTES) -> str:
    """`text` as valid UTF-8 of at most `limit` bytes: lone surrogates are written out, the end is kept."""
    kept = text[-limit:].encode("utf-8", "backslashreplace")[-limit:]
    return kept.decode("utf-8", "ignore")
