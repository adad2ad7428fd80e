"""How a strict program is stopped: exceptions that no handler of the program can keep."""


class Stop(BaseException):
    """A bound was reached. `limit` is one of those that `exec` reports: fuel, memory, recursion, output."""

    def __init__(self, limit: str, message: str) -> None:
        super().__init__(message)
        self.limit = limit
        self.message = message


class Denied(BaseException):
    """What the checker could not see came up at run time: `code` is the code of the refusal.

    `line` is the program's, where a traceback does not tell it.
    """

    def __init__(self, code: str, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line
