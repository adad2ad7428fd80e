"""The namespace in which accepted strict programs run."""
