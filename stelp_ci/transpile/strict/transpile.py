"""The door of the strict profile: source in; a program that may run, or everything that stands against it, out."""

import ast
import warnings
from types import CodeType

from ..codes import PARSER_GAVE_UP, TOO_DEEP
from ..result import Refusal
from ..strict_codes import OUT_OF_SCOPE, UNVERIFIED
from .dispatch import visit_block
from .place import from_refusal, violations
from .policy import STRICT, Policy
from .program import Against, Program
from .reading import read_tree
from .result import Rejected, Transpiled, Violation
from .settle import settle
from .verify import unverified
from .visitors import visitors


def transpile_source(source: "str | bytes", policy: Policy = STRICT) -> "Transpiled | Rejected":
    """Check and rewrite one program. Never raises for what the source says, and runs nothing of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Python's compiler warns of is no business of ours
        read = read_tree(source, policy.limits)
        if isinstance(read, Refusal):
            return Rejected((from_refusal(read),))
        text, tree = read
        try:
            return _checked(text, tree, policy)
        except RecursionError:
            return Rejected((from_refusal(TOO_DEEP.at(1, 1)),))
        except (MemoryError, OverflowError, ValueError) as error:
            return Rejected((from_refusal(PARSER_GAVE_UP.at(1, 1, str(error))),))


def _checked(text: str, tree: ast.Module, policy: Policy) -> "Transpiled | Rejected":
    program = Program(policy, visitors(policy.denied))
    tree.body = visit_block(tree.body, program)
    settle(program)
    if program.against:
        return Rejected(violations(program.against, text))
    wrong = unverified(tree, frozenset((*policy.callables, *policy.tools)))
    if wrong is not None:
        return Rejected(violations([Against(UNVERIFIED, wrong[0], wrong[1], "")], text))
    compiled = _compiled(tree, text)
    return compiled if isinstance(compiled, Rejected) else _transpiled(tree, compiled, program)


def _compiled(tree: ast.Module, text: str) -> "CodeType | Rejected":
    try:
        return compile(tree, "<program>", "exec", dont_inherit=True)
    except SyntaxError as error:
        line = min(max(error.lineno or 1, 1), text.count("\n") + 1)
        column = max(error.offset or 1, 1)
        message = f"{OUT_OF_SCOPE.title}: {error.msg}"
        return Rejected((Violation(OUT_OF_SCOPE.code, message, line, column, line, column, "", OUT_OF_SCOPE.repair),))


def _transpiled(tree: ast.Module, compiled: CodeType, program: Program) -> Transpiled:
    read = {node.id for node in program.loads} - program.bound.keys()
    tools = read & set(program.policy.tools)
    return Transpiled(
        tree=tree,
        imports=tuple(sorted(program.imports)),
        builtins=tuple(sorted(read - tools)),
        tools=tuple(sorted(tools)),
        helpers=tuple(sorted(program.helpers)),
        compiled=compiled,
    )
