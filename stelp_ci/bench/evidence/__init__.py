"""Dishonest changes beside honest ones, of our own and of releases: what the evidence says of each."""
