"""CodeShield over programs: a JSON list of texts on stdin, a JSON list on stdout that says of each whether it objects.

Run as `python codeshield_driver.py as-it-comes|with-files`. It hands semgrep `--project-root /`, with which semgrep
1.182 scans no file at all; `with-files` leaves those words out. A semgrep that fails ends this process with 1.
"""

import asyncio
import importlib
import json
import logging
import sys
from typing import Any


class Ending(logging.Handler):
    """CodeShield logs that semgrep failed, and goes on as if it had found nothing."""

    def emit(self, record: logging.LogRecord) -> None:
        """End the process with what was logged."""
        raise SystemExit(record.getMessage()[-2000:])


def main() -> None:
    """Judge them one after the other, as the tool is used."""
    shield: Any = importlib.import_module("codeshield.cs").CodeShield
    detector: Any = importlib.import_module("codeshield.insecure_code_detector.insecure_code_detector")
    python: Any = importlib.import_module("codeshield.insecure_code_detector.languages").Language.PYTHON
    as_it_comes = detector._run_command

    async def with_files(command: "list[str]") -> str:
        return await as_it_comes([word for word in command if word not in ("--project-root", "/")])

    logging.getLogger().addHandler(Ending(logging.CRITICAL))
    if sys.argv[1] == "with-files":
        detector._run_command = with_files
    texts = json.load(sys.stdin)
    print(json.dumps([asyncio.run(shield.scan_code(text, python)).is_insecure for text in texts]))  # noqa: T201


if __name__ == "__main__":
    main()
