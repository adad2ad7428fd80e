"""Rules of the policy, taken away one at a time. Runs inside the sandbox.

A rule is named by what has to be done to be without it: `drop FRAMES gi_frame` (a name out of a list of refused ones),
`add BUILTINS open` (a name into a list of allowed ones), `offer string Formatter` (a name into a module's listing),
`unwrap operator pow` (the real thing instead of the guarded one), `unguard getattr` (a real builtin), `through
Attribute` (a kind of syntax that is walked through and not looked at).
"""

# pyright: reportMissingImports=false, reportAttributeAccessIssue=false
# Inside, the transpiler is a package of its own.

import ast
import builtins
import sys
from typing import Any

from transpile.facades import table
from transpile.runtime import builtin_names
from transpile.strict import names, offer, visitors
from transpile.strict.dispatch import Visitors


def apply_mutant(mutant: str) -> bool:
    """Take away the rule that `mutant` names, for the life of this process; False where there is none."""
    what, *rest = mutant.split()
    taken = {"drop": _drop, "add": _add, "offer": _offer, "unwrap": _unwrap, "unguard": _unguard, "through": _through}
    done = taken[what](*rest)
    for cached in (offer.offered, offer.added_builtins, offer.open_names, visitors.visitors):
        cached.cache_clear()
    return done


def _replace(old: Any, new: Any) -> None:
    """Put `new` wherever a module of the transpiler holds `old`."""
    for module in [each for name, each in sys.modules.items() if name.split(".")[0] == "transpile"]:
        for name, value in [*vars(module).items()]:
            if value is old:
                setattr(module, name, new)


def _drop(listing: str, name: str) -> bool:
    old = getattr(names, listing)
    _replace(old, old - {name})
    return name in old


def _add(listing: str, name: str) -> bool:
    old = getattr(names, listing)
    _replace(old, old | {name})
    return name not in old


def _offer(module: str, name: str) -> bool:
    old = table.LISTINGS[module]
    _listed(module, old._replace(calls=old.calls | {name}))
    return name not in old.names


def _unwrap(module: str, name: str) -> bool:
    old = table.LISTINGS[module]
    _listed(module, old._replace(wrapped=old.wrapped - {name}, calls=old.calls | {name}))
    return name in old.wrapped


def _listed(module: str, listing: Any) -> None:
    _replace(table.LISTINGS, {**table.LISTINGS, module: listing})
    _replace(table.MODULES, {**table.MODULES, module: listing.names})


def _unguard(name: str) -> bool:
    guarded = builtin_names.make_builtins

    def make(*arguments: Any) -> dict[str, Any]:
        return {**guarded(*arguments), name: getattr(builtins, name)}

    _replace(guarded, make)
    return hasattr(builtins, name)


def _through(kind: str) -> bool:
    node_class = getattr(ast, kind)
    original = visitors.visitors.__wrapped__

    class Cached:
        """`visitors`, with one kind of syntax that nobody looks at."""

        def __call__(self, denied: Any) -> Visitors:
            return Visitors({**original(denied), node_class: _walked})

        def cache_clear(self) -> None:
            """Nothing is kept."""

    _replace(visitors.visitors, Cached())
    return node_class in original(())


def _walked(node: Any, program: Any) -> Any:
    """Visit what is below a node, and let the node be."""
    for field, value in ast.iter_fields(node):
        if isinstance(value, list):
            setattr(node, field, [each for item in value for each in _each(item, program)])
        elif isinstance(value, ast.AST):
            setattr(node, field, _each(value, program)[0])
    return node


def _each(item: Any, program: Any) -> list[Any]:
    if not isinstance(item, ast.AST) or isinstance(
        item, ast.expr_context | ast.operator | ast.cmpop | ast.boolop | ast.unaryop
    ):
        return [item]
    made = program.visit.get(item.__class__, _walked)(item, program)
    return made if isinstance(made, list) else [made]
