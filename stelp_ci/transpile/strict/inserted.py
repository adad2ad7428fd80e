"""The names that rewritten code calls. The namespace in which a program runs has to define every one of them.

No identifier of a program may begin with `PREFIX`, in any slot; so none of these can be read, shadowed or deleted.
"Stop" is the exception that ends a program; it derives from `BaseException` directly and no program can name it.
"""

PREFIX = "_stelp_"

CHARGE = "_stelp_charge"
"""`charge(iterable, /) -> iterable`: takes the length of a sized builtin off the fuel and returns the very same object.
Anything else comes back as an iterator that counts element by element. Raises Stop when the fuel is gone."""

COUNT = "_stelp_count"
"""`count(iterable, /) -> iterator`: counts element by element whatever it is: the loop's body changes what it runs
over."""

TICKS = "_stelp_ticks"
"""An iterator, not a function: `itertools.repeat(None, fuel)`, one for the whole program. `while c: b` becomes
`for _stelp_t in _stelp_ticks: if not c: break; b` with `else: _stelp_spent()`."""

TICK = "_stelp_tick"
"""`tick() -> True`: takes one off the fuel: `while c` with an `else` becomes `while c and _stelp_tick()`."""

SPENT = "_stelp_spent"
"""`spent() -> NoReturn`: raises Stop (fuel)."""

TARGET = "_stelp_t"
"""The target of a rewritten `while`; nothing reads it, the namespace need not define it."""

ATTRIBUTE = "_stelp_attribute"
"""`attribute(owner, name, /) -> value`: `owner.name` for the names in `names.GUARDED` (`format`, `format_map`,
`obj`...): `format` and `format_map` of a `str`, of `str` itself and of its subclasses are the safe ones, bound or
not; `obj` and its kind are refused on exceptions and on everything else that was not made by a class of the
program."""

CLASS = "_stelp_class"
"""`class_(owner, /) -> type`: what `owner.__class__` may be seen as: what the guarded `type(owner)` returns."""

VARS = "_stelp_vars"
"""`vars(owner, /) -> mappingproxy`: a read-only copy of the `__dict__` of an instance of one of the program's
classes."""

SET = "_stelp_set"
"""`set(owner, /, *arguments)`: `owner.__setattr__(*arguments)` where `owner` is `object` or what `super()` returned;
the name has to be exactly a `str` that the policy lets through."""

IMPORT = "_stelp_import"
"""`import_(name, /) -> facade`: the frozen facade of one dotted module. A parent's facade has its children as
attributes."""

POW = "_stelp_pow"
"""`pow(base, exponent, /)`: `base ** exponent`; Stop when both are integers and the result had more than
`policy.bits`."""

EXPONENT = "_stelp_exponent"
"""`exponent(value, /) -> value`: the right side of `**=`; Stop for an integer too large to be an exponent."""

LSHIFT = "_stelp_lshift"
"""`lshift(value, count, /)`: `value << count`; Stop when the result had more than `policy.bits`."""

SHIFT = "_stelp_shift"
"""`shift(count, /) -> count`: the right side of `<<=`; Stop for an integer above `policy.bits`."""

MULTIPLY = "_stelp_multiply"
"""`multiply(left, right, /)`: `left * right` where one side is visibly a sequence; Stop above `policy.items`."""

FACTOR = "_stelp_factor"
"""`factor(value, /) -> value`: the right side of `*=` on a sequence; Stop for an integer above `policy.items`."""

EXIT = "_stelp_exit"
"""`exit_(function, /) -> function`: decorates `__exit__` and `__aexit__` so that they cannot suppress a Stop."""

EXCEPTION = "_stelp_exception"
"""The class `Exception`: what a bare `except` catches."""

HELPERS = frozenset(
    (CHARGE, COUNT, TICKS, TICK, SPENT, ATTRIBUTE, CLASS, VARS, SET, IMPORT, POW, EXPONENT, LSHIFT, SHIFT, MULTIPLY,
     FACTOR, EXIT, EXCEPTION)
)  # fmt: skip
"""What the namespace has to define."""
