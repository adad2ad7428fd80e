"""Wheels: fetched by pip outside of the sandbox, unpacked by us, kept in a cache that is checked when used."""
