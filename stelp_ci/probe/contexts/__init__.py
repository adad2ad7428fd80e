"""Which test files enter which functions: learned from one run of a whole suite, used to select tests."""
