"""Which test files enter which functions of one tree, as a run of its whole suite showed."""

from stelp_ci.model.value import Value

FORMAT = 1


class Contexts(Value, frozen=True, kw_only=True):
    """`entered` has every test file that ran to its end, with the functions (`path::qualname`) that its tests enter.

    `shared` are those that run outside of any one file's tests: at the import, or in fixtures of the session.
    """

    format: int
    entered: dict[str, tuple[str, ...]]
    shared: tuple[str, ...]
