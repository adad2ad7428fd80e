"""From git objects or a plain diff to a Change: `git` and `patch` are the I/O, everything else here is pure."""
