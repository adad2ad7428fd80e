"""Weaknesses named and false alarms of the static lane."""
