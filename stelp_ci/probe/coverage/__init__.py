"""Which changed statements and branches the tests pass."""
