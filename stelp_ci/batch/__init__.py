"""`check --batch`: many changes, each judged in a process of its own, here or on the workers of a cluster."""
