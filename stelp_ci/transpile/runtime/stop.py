"""How a strict program is stopped: exceptions that no handler of the program can keep."""


class Stop(BaseException):
    """A bound was reached. `limit` is one of those that `exec` reports: fuel, memory, recursion, output."""

    def __init__(self, limit: str, message: str) -> None:
        super().__init__(message)
        self.limit = limit
        self.message = message


class Denied(BaseException):
    """What the checker could not see came up at run time: `code` is the code of the refusal."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
