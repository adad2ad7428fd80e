"""One run of the tests that looks at the changed functions, for the probes that build on it."""
