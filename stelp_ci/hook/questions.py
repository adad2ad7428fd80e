"""What hooks ask of git, word for word: an answer that was asked for ahead is found by the words of its question."""

_OPTIONS = ("-r", "--raw", "-p", "-z", "-U0", "--no-abbrev", "--find-renames=50%", "-l1000", "--no-color")
_PLAIN = ("--no-ext-diff", "--no-textconv", "--ignore-submodules=none", "--submodule=short", "--diff-algorithm=myers")

DIFFERENCE = (*_OPTIONS, *_PLAIN)
"""How every difference is written: git's raw list, and behind it the patch without context."""

AGAINST = ("diff-index", "--cached", *DIFFERENCE)
"""The index against the tree that follows."""

INDEX = ("ls-files", "--stage", "-z")
"""Every file of the index with its blob."""

TREE = ("ls-tree", "-r", "-z", "--full-tree")
"""Every file of the tree that follows with its blob."""

BLOBS = ("cat-file", "--batch", "--buffer")
"""The content of the blobs whose ids are written to it."""

CHANGE = ((*AGAINST, "HEAD", "--"),)
"""What every hook asks first."""

CONTENTS = (*CHANGE, BLOBS)
"""What a hook asks that compares files."""

GROUND = (*CONTENTS, INDEX, (*TREE, "HEAD"))
"""What a hook asks that runs analysers."""
