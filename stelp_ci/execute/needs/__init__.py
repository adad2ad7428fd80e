"""What a project needs to run its tests, read from lock files, pyproject.toml and requirements; nothing is executed."""
