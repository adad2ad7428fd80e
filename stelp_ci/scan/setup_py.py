"""What a `setup.py` says about dependencies, read without running it: every list of texts in `*require*`."""

import ast
import re
from collections.abc import Iterator

from stelp_ci.model.syntax import parse
from stelp_ci.scan.names.known import normalised

_NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")


def requirements_in(content: bytes) -> Iterator[str]:
    """Normalised names of the packages in arguments and variables that are called something with `require`."""
    tree = parse(content)
    if not isinstance(tree, ast.Module):
        return
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg=str(name), value=value) if "require" in name:
                yield from _texts(value)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if "require" in name.lower():
                yield from _texts(value)
            case _:
                pass


def _texts(value: ast.expr) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and (found := _NAME.match(node.value)):
            yield normalised(found[1])
