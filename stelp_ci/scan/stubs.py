"""Code that looks finished and is not: stubs, constants for promised work, swallowed errors, lines never reached."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from itertools import pairwise
from typing import cast

from stelp_ci.model.finding import Confidence, Severity
from stelp_ci.scan.analyser import View
from stelp_ci.scan.hit import Hit, Rule, place_in
from stelp_ci.scan.names_in_code import dotted
from stelp_ci.scan.source import Source
from stelp_ci.scan.sources import changed_sources

NAME = "stubs"

Function = ast.FunctionDef | ast.AsyncFunctionDef

_ABSTRACT = ("abstractmethod", "overload", "abc.", "typing.overload", "abstractproperty")
_PLACEHOLDER = re.compile(
    r"(?i)\b(in a real (implementation|application|world|system)|placeholder|simplified (version|implementation)|"
    r"for (demonstration|demo) purposes|dummy implementation|mock implementation|not (yet )?implemented|"
    r"your (code|logic|implementation) (goes )?here|implement (this|me|actual|real)|implementation (goes )?here|"
    r"stub(bed)? (out|for now)|hard-?coded for now)\b|(\.\.\.|\u2026)\s*(rest of|existing|remaining|previous|other)\b"
)
_OPEN = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
_PROMISE = (
    r"(?i)\b(calculat\w*|comput\w*|validat\w*|verif\w*|check\w*|pars\w*|fetch\w*|load\w*|encrypt\w*|decrypt\w*|hash\w*|"
    r"sign\w*|authenticat\w*|authoriz\w*|saniti[sz]\w*|search\w*|find\w*|convert\w*|determin\w*|look\w* up|estimat\w*|"
    r"evaluat\w*|count\w*)\b"
)
_EXIT = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_HOLDERS: tuple[type[ast.AST], ...] = (
    *(ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.While, ast.For, ast.AsyncFor),
    *(ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.ExceptHandler, ast.match_case),
)
"""The nodes that hold lists of statements."""


def look(view: View) -> Iterator[Hit]:
    """What one side leaves undone."""
    for source in changed_sources(view.job.change, view.sources, view.side):
        if source.path.endswith(".pyi"):
            continue
        yield from _functions(source)
        yield from _never_reached(source)
        yield from _swallowed(source)
        yield from _comments(source)


def _functions(source: Source) -> Iterator[Hit]:
    for node, owner in _with_owner(source.tree):
        if _may_be_empty(node, owner):
            continue
        body = _without_docstring(node)
        if _is_stub(body):
            yield _hit(source, node.lineno, _STUB, f"`{node.name}` has no body: callers get nothing, or an error")
        elif _returns_a_constant(body) and _promises(node):
            message = f"`{node.name}` promises work and returns a constant, whatever it is given"
            yield _hit(source, node.lineno, _CONSTANT, message)


def _with_owner(tree: ast.Module) -> Iterator[tuple[Function, ast.ClassDef | None]]:
    """Every function with the class whose body it stands in."""
    waiting: list[tuple[ast.AST, ast.ClassDef | None]] = [(tree, None)]
    while waiting:
        parent, owner = waiting.pop()
        for child in _statements(parent):
            if isinstance(child, Function):
                yield child, owner
            waiting.append(
                (child, child if isinstance(child, ast.ClassDef) else None if isinstance(child, Function) else owner)
            )


def _statements(parent: ast.AST) -> Iterator[ast.AST]:
    """What a statement holds that can hold a definition: statements, handlers, cases."""
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        yield from cast(list[ast.AST], getattr(parent, name, ()))


def _may_be_empty(node: Function, owner: ast.ClassDef | None) -> bool:
    """Abstract methods, overloads, protocols, and special methods that have nothing to do."""
    marks = [dotted(one.func if isinstance(one, ast.Call) else one) for one in node.decorator_list]
    if any(mark.endswith(_ABSTRACT) or mark.startswith("abc.") for mark in marks):
        return True
    if node.name.startswith("__") and node.name.endswith("__"):
        return True
    bases = [dotted(base.value if isinstance(base, ast.Subscript) else base) for base in owner.bases] if owner else []
    return any(base.rpartition(".")[2] in {"Protocol", "ABC", "Interface"} for base in bases)


def _without_docstring(node: Function) -> list[ast.stmt]:
    return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body


def _is_stub(body: list[ast.stmt]) -> bool:
    match body:
        case [] | [ast.Pass()]:
            return True
        case [ast.Expr(value=ast.Constant(value=value))]:
            return value is Ellipsis
        case [ast.Raise(exc=ast.Name(id="NotImplementedError") | ast.Call(func=ast.Name(id="NotImplementedError")))]:
            return True
        case _:
            return False


def _returns_a_constant(body: list[ast.stmt]) -> bool:
    match body:
        case [ast.Return(value=ast.Constant())] | [
            ast.Return(value=ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Tuple(elts=[]))
        ]:
            return True
        case [ast.Return(value=ast.Dict(values=values))]:
            return all(isinstance(value, ast.Constant) for value in values)
        case _:
            return False


def _promises(node: Function) -> bool:
    """A docstring or a name that speaks of work, and something to work on."""
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    names = [one.arg for one in given if one.arg not in {"self", "cls"}]
    said = ast.get_docstring(node) or ""
    return bool(names) and (
        re.search(_PROMISE, said) is not None or re.match(_PROMISE, node.name.replace("_", " ")) is not None
    )


def _never_reached(source: Source) -> Iterator[Hit]:
    for node in source.of(*_HOLDERS):
        for statements in _blocks(node):
            for before, after in pairwise(statements):
                if isinstance(before, _EXIT) and not _is_marker(after):
                    yield _hit(source, after.lineno, _DEAD, "the line is never reached: what stands before it leaves")
        if isinstance(node, ast.If | ast.While) and isinstance(node.test, ast.Constant) and not node.test.value:
            yield _hit(source, node.lineno, _DEAD, "the block is never reached: its condition is always false")


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """The lists of statements that a node holds."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list):
            yield cast(list[ast.stmt], block)


def _is_marker(node: ast.stmt) -> bool:
    """`yield` behind `return` makes a function a generator."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom)


def _swallowed(source: Source) -> Iterator[Hit]:
    for node in source.of(ast.ExceptHandler):
        if _is_broad(node.type) and _drops(node.body):
            yield _hit(
                source, node.lineno, _SWALLOWED, "every error is dropped here, and the caller sees a plain result"
            )


def _is_broad(caught: ast.expr | None) -> bool:
    names = (
        [dotted(one) for one in caught.elts] if isinstance(caught, ast.Tuple) else [dotted(caught)] if caught else [""]
    )
    return any(name in {"", "Exception", "BaseException"} for name in names)


def _drops(body: list[ast.stmt]) -> bool:
    match body:
        case (
            [ast.Pass() | ast.Continue()] | [ast.Return(value=None | ast.Constant())] | [ast.Expr(value=ast.Constant())]
        ):
            return True
        case [ast.Return(value=ast.List(elts=[]) | ast.Dict(keys=[]))]:
            return True
        case _:
            return False


def _comments(source: Source) -> Iterator[Hit]:
    if not _PLACEHOLDER.search(source.text) and not _OPEN.search(source.text):
        return  # reading tokens costs more than all the rest
    try:
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
            if token.type == tokenize.COMMENT:
                yield from _comment(source, token.start[0], token.string)
    except (tokenize.TokenError, SyntaxError):
        return  # NOTE: the file parses; only what stands behind its last statement can end here


def _comment(source: Source, line: int, comment: str) -> Iterator[Hit]:
    if _PLACEHOLDER.search(comment):
        yield _hit(source, line, _UNFINISHED, "the comment says that the code is not the real one")
    elif _OPEN.search(comment):
        yield _hit(source, line, _TODO, f"something is left to do: {comment.lstrip('# ')[:100]}")


def _hit(source: Source, line: int, rule: Rule, message: str) -> Hit:
    return Hit(rule._replace(message=message), place_in(source, line))


_STUB = Rule("stub", Severity.MEDIUM, Confidence.HIGH, "", (1164,), "write the body, or leave the function out")
_CONSTANT = Rule("constant-result", Severity.MEDIUM, Confidence.MEDIUM, "", (1164,), "do the work that is promised")
_DEAD = Rule("never-reached", Severity.LOW, Confidence.HIGH, "", (561,), "take the line out, or what stands before it")
_SWALLOWED = Rule(
    "swallowed-error", Severity.MEDIUM, Confidence.HIGH, "", (390,), "catch what you can answer, and answer it"
)
_UNFINISHED = Rule(
    "placeholder", Severity.MEDIUM, Confidence.MEDIUM, "", (1164,), "write the real thing, or say what is missing"
)
_TODO = Rule("open-task", Severity.LOW, Confidence.HIGH, "", (546,), "do it, or file it where somebody will see it")
