"""The effect-verified set: its records, how they are written down, and how their evidence is derived in gVisor."""
