"""The strict profile: a deny-by-default Python for generated programs, checked and rewritten before it runs."""
