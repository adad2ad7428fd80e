"""The base of every value: frozen, keyword-only, and strict when decoded from JSON."""

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value of the model. Decoding an unknown or missing field raises `msgspec.ValidationError`."""
