"""`.stelp.yml` into Settings: bounded, strict, with the nearest valid name for what it does not know."""
