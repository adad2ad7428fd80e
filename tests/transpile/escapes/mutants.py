"""Rules of the policy, taken away one at a time. Runs inside the sandbox."""

from typing import Any


def apply_mutant(mutant: Any) -> None:
    """Take away the rule that `mutant` names, for the life of this process."""
    if mutant is not None:
        raise NotImplementedError
