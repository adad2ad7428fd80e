"""The inputs for one function: calls that the tests made, then variations of them, the likeliest to tell first.

The recipe is that of EvalPlus (https://arxiv.org/abs/2305.01210): start from real calls, change them type by type.
Everything is drawn from a generator with a fixed seed: the same change gives the same inputs.
"""

import random
from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

import msgspec

from stelp_ci.probe.differential.constants import Constants
from stelp_ci.probe.differential.values import Plain, holds_alias
from stelp_ci.probe.differential.variations import variations

MAX_INPUTS = 200
SEED = 20240101
_ROUNDS = 4
"""How often more than one part of a call is varied, at most, on the way to `MAX_INPUTS`."""


class Input(NamedTuple):
    """One call: positional arguments, and pairs of name and value."""

    args: tuple[Plain, ...]
    kwargs: tuple[tuple[str, Plain], ...]

    @property
    def key(self) -> bytes:
        """The same for the same call."""
        return msgspec.json.encode(self)

    def parts(self) -> Iterator[tuple[int, Plain]]:
        """Each argument under its number."""
        return enumerate((*self.args, *(value for _, value in self.kwargs)))

    def replaced(self, number: int, value: Plain) -> "Input":
        """The same call with another value for one argument."""
        count = len(self.args)
        if number < count:
            return Input((*self.args[:number], value, *self.args[number + 1 :]), self.kwargs)
        pairs = list(self.kwargs)
        pairs[number - count] = (pairs[number - count][0], value)
        return Input(self.args, tuple(pairs))


def plan_inputs(seeds: list[Input], constants: Constants, limit: int = MAX_INPUTS) -> list[Input]:
    """The seeds themselves, a few at first, then what they can be varied to, each once, `limit` in all."""
    drawn = random.Random(SEED)  # noqa: S311 - repeatable on purpose
    found: dict[bytes, Input] = {}
    for one in islice(chain(seeds, _varied(seeds, constants), _far(seeds, constants, drawn)), limit * 10):
        found.setdefault(one.key, one)
        if len(found) == limit:
            break
    return list(found.values())


def _varied(seeds: list[Input], constants: Constants) -> Iterator[Input]:
    """One part of one seed varied, in turn over seeds and arguments, so that nobody waits behind the others."""
    streams = [
        _argument(seed, number, value, constants, _mates(seeds, number))
        for seed in seeds
        for number, value in seed.parts()
    ]
    yield from in_turn(streams)


def _argument(seed: Input, number: int, value: Plain, constants: Constants, mates: list[Plain]) -> Iterator[Input]:
    """One argument varied; where it shares parts with others, its structure is left alone."""
    for other in chain(variations(value, constants, fixed=holds_alias(list(seed.args))), mates):
        yield seed.replaced(number, other)


def _mates(seeds: list[Input], number: int) -> list[Plain]:
    """The values that other calls have in the same place."""
    return [value for seed in seeds for place, value in seed.parts() if place == number and not holds_alias(value)]


def _far(seeds: list[Input], constants: Constants, drawn: random.Random) -> Iterator[Input]:
    """Several parts varied at once."""
    for _ in range(_ROUNDS):
        pool = list(islice(_varied(seeds, constants), 2000))
        drawn.shuffle(pool)
        for one in pool:
            varied = one
            for number, value in one.parts():
                choices = list(islice(variations(value, constants, fixed=holds_alias(list(one.args))), 40))
                if choices and drawn.random() < 0.6:
                    varied = varied.replaced(number, drawn.choice(choices))
            yield varied


def in_turn(streams: "list[Iterator[Input]]") -> Iterator[Input]:
    """One of each stream after the other, until all are at their end."""
    while streams:
        left: list[Iterator[Input]] = []
        for stream in streams:
            one = next(stream, None)
            if one is not None:
                yield one
                left.append(stream)
        streams = left
