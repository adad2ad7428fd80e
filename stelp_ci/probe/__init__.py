"""Probes: what to run in the sandbox, and how to read it as evidence; one file each."""
