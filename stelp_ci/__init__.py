"""stelp-ci turns a pull request into evidence, and evidence into a verdict.

Nothing heavy is imported here: a hook must start in tens of milliseconds.
"""

__version__ = "0.1.0"
