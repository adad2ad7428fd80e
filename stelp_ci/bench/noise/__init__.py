"""Findings of our rules in code that many have read."""
