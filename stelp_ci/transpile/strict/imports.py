"""Visitors of imports: facades come in by plain assignments."""

import ast

from ..strict_codes import METACLASS, MODULE, MODULE_NAME, RELATIVE_IMPORT
from . import inserted
from .build import assign, call
from .dispatch import Visitor
from .identifiers import bind, bind_again
from .names import METACLASSES
from .offer import offered
from .program import Program

_FUTURE = frozenset(("annotations", "division", "absolute_import", "print_function", "unicode_literals",
    "generator_stop", "nested_scopes", "generators", "with_statement"))  # fmt: skip
"""Features that are in every Python 3.11, or change annotations only."""


def _import(node: ast.Import, program: Program) -> "list[ast.stmt]":
    made: list[ast.stmt] = []
    for alias in node.names:
        if not _is_offered(alias.name, alias, program):
            continue
        dotted = alias.name if alias.asname else alias.name.partition(".")[0]
        if not _is_offered(dotted, alias, program):
            continue
        target = alias.asname or dotted
        _means(program.modules, target, dotted, alias, program)
        program.imports.add(alias.name)
        made.append(assign(target, _facade(dotted, alias, program), alias))
    return made or [ast.copy_location(ast.Pass(), node)]


def _import_from(node: ast.ImportFrom, program: Program) -> "ast.stmt | list[ast.stmt]":
    if node.module == "__future__" and not node.level:
        return _future(node, program)
    if node.level or not node.module:
        program.refuse(RELATIVE_IMPORT, node, "." * (node.level or 1) + (node.module or ""))
    elif _is_offered(node.module, node, program):
        if [alias.name for alias in node.names] == ["*"]:
            return _star(node, program)
        return [_name(alias, node.module, program) for alias in node.names]
    for alias in node.names:
        bind_again(alias.asname or alias.name, alias, program)  # one refusal is enough
    return node


def _means(table: "dict[str, str]", target: str, dotted: str, alias: ast.alias, program: Program) -> None:
    """Bind `target`. Only where every import says the same is it known what the name means."""
    bind(target, alias, program)
    known = program.modules.get(target) or program.taken.get(target)
    if known in (None, dotted):
        table[target] = dotted
        program.imported[target] = program.imported.get(target, 0) + 1


def _future(node: ast.ImportFrom, program: Program) -> ast.stmt:
    for alias in node.names:
        if alias.name not in _FUTURE:
            program.refuse(MODULE_NAME, alias, f"__future__.{alias.name}")
    return ast.copy_location(ast.Pass(), node)


def _name(alias: ast.alias, module: str, program: Program) -> ast.stmt:
    """`from m import a as b` is `b = m.a`; `a` may be a module as well."""
    target, dotted = alias.asname or alias.name, f"{module}.{alias.name}"
    names = offered(program.policy)[module]
    if dotted in offered(program.policy):
        _means(program.modules, target, dotted, alias, program)
        program.imports.add(dotted)
        return assign(target, _facade(dotted, alias, program), alias)
    program.imports.add(module)
    _means(program.taken, target, dotted, alias, program)
    if alias.name in METACLASSES and alias.asname:
        program.refuse(METACLASS, alias, alias.asname)
    if (names is not None and alias.name not in names) or alias.name[0] == "_":
        program.refuse(MODULE_NAME, alias, dotted)
    return assign(target, _member(module, alias.name, alias, program), alias)


def _star(node: ast.ImportFrom, program: Program) -> "ast.stmt | list[ast.stmt]":
    """Which names the program uses is known at the end; until then the list stays empty."""
    if program.function is not None or program.in_class:
        program.refuse(RELATIVE_IMPORT, node, "*")
        return node
    program.imports.add(str(node.module))
    made: list[ast.stmt] = [ast.copy_location(ast.Pass(), node)]
    program.stars.append((node, made))
    if offered(program.policy)[str(node.module)] is None:
        program.refuse(RELATIVE_IMPORT, node, f"* of {node.module}, whose names are not listed")
    return ast.copy_location(ast.If(ast.copy_location(ast.Constant(value=True), node), made, []), node)


def bind_star(node: ast.ImportFrom, made: "list[ast.stmt]", program: Program) -> None:
    """Put into `made` the names of the module that the program reads."""
    names = offered(program.policy).get(str(node.module)) or frozenset()
    read = {load.id for load in program.loads}
    for name in sorted(read & names):
        made.append(assign(name, _member(str(node.module), name, node, program), node))
        program.bound[name] = program.bound.get(name, 0) + 1
        program.imported[name] = program.imported.get(name, 0) + 1
        program.taken.setdefault(name, f"{node.module}.{name}")


def _is_offered(module: str, node: ast.AST, program: Program) -> bool:
    if module in offered(program.policy):
        return True
    program.refuse(MODULE, node, module)
    bind_again(getattr(node, "asname", None) or module.partition(".")[0], node, program)
    return False


def _facade(module: str, at: ast.AST, program: Program) -> ast.expr:
    return call(inserted.IMPORT, at, [ast.copy_location(ast.Constant(module), at)], program)


def _member(module: str, name: str, at: ast.AST, program: Program) -> ast.expr:
    return ast.copy_location(ast.Attribute(_facade(module, at, program), name, ast.Load()), at)


IMPORTS: "dict[type, Visitor]" = {ast.Import: _import, ast.ImportFrom: _import_from}
