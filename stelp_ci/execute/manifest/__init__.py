"""What a project says about itself in its own files: read as hostile text, never executed."""
