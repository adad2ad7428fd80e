"""Python's grammar as classes, and the few functions about trees that our own modules use; `ast` has all the rest.

Loading `ast` itself means loading `re`, `enum` and `contextlib`, for nothing that is used here.
"""

from _ast import *  # noqa: F403 # pyright: ignore
from _ast import PyCF_ONLY_AST  # pyright: ignore
from collections import deque
from collections.abc import Iterator
from typing import Any

PLACE = ("lineno", "col_offset", "end_lineno", "end_col_offset")


def __getattr__(name: str) -> Any:
    if name[:1].isupper():
        raise AttributeError(name)  # a class of another Python's grammar
    return getattr(__import__("ast"), name)


def parse(source: Any) -> Any:
    """The tree of a module. Raises what `compile` raises."""
    return compile(source, "<unknown>", "exec", PyCF_ONLY_AST)


def copy_location(new_node: Any, old_node: Any) -> Any:
    """`new_node`, which stands from now on where `old_node` stands."""
    for name in PLACE:
        if name in old_node._attributes and name in new_node._attributes:
            value = getattr(old_node, name, None)
            if value is not None or (name.startswith("end_") and hasattr(old_node, name)):
                setattr(new_node, name, value)
    return new_node


def iter_child_nodes(node: Any) -> Iterator[Any]:
    """The nodes that are fields of `node`, and those in lists that are."""
    kind = AST  # noqa: F405 # pyright: ignore
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, kind):
            yield value
        elif isinstance(value, list):
            for item in value:  # pyright: ignore
                if isinstance(item, kind):
                    yield item


def walk(node: Any) -> Iterator[Any]:
    """The node and all below, in no order that anybody may rely on: level by level."""
    pending = deque([node])
    while pending:
        node = pending.popleft()
        pending.extend(iter_child_nodes(node))
        yield node
