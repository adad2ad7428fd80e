"""How many small faults a second, and whether their verdicts are those of a run on disk."""
