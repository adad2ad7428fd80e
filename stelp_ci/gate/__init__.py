"""Gates over findings and evidence. Pure; an empty list of gates is inconclusive."""
