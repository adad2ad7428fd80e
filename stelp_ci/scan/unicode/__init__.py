"""Characters that make text read differently from what a machine does with it. Light: hooks import it."""
