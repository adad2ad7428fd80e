"""Hostile programs in both backends, watched from outside."""
