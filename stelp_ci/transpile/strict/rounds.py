"""Loops whose rounds are all the same: they end in the first one or never."""

import ast

from .effects import Effects, inside, names_in

_TRY = (ast.Try, ast.TryStar)


def repeats_itself(node: ast.While, effects: Effects) -> bool:
    """Whether nothing is carried from one round to the next: each computes from what no round changes."""
    return effects.is_local() and not _Carried(node).found


class _Carried:
    """Reads a body in order; `found` says whether some name is read before its round has given it a value."""

    def __init__(self, node: ast.While) -> None:
        self._stored = {
            inner.id
            for statement in node.body
            for inner in inside(statement)
            if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load)
        }
        self.found = bool(self._stored & names_in(node.test))
        self._block(node.body, set())

    def _block(self, body: "list[ast.stmt]", given: "set[str]") -> None:
        for statement in body:
            if isinstance(statement, ast.Assign):
                self._reads(statement.value, given)
                for target in statement.targets:
                    self._store(target, given)
            elif isinstance(statement, ast.For):
                self._reads(statement.iter, given)
                within = set(given)
                self._store(statement.target, within)
                self._block(statement.body, within)
                self._block(statement.orelse, set(given))
            else:
                self._other(statement, given)

    def _other(self, statement: ast.stmt, given: "set[str]") -> None:
        if isinstance(statement, ast.If):
            self._reads(statement.test, given)
            self._block(statement.body, set(given))
            self._block(statement.orelse, set(given))
        elif isinstance(statement, _TRY):
            self._block(statement.body, set(given))
            for block in (*(handler.body for handler in statement.handlers), statement.orelse, statement.finalbody):
                self._block(block, set(given))
        else:
            self._plain(statement, given)

    def _plain(self, statement: ast.stmt, given: "set[str]") -> None:
        """Anything else: every name in it counts as read, the target of `+=` too."""
        self._reads(statement, given)

    def _reads(self, node: ast.AST, given: "set[str]") -> None:
        clauses = [inner for inner in inside(node) if isinstance(inner, ast.comprehension)]
        own = {name for clause in clauses for name in names_in(clause.target)}
        self.found = self.found or bool((names_in(node) & self._stored) - given - own)

    def _store(self, target: ast.expr, given: "set[str]") -> None:
        if isinstance(target, ast.Name):
            given.add(target.id)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for element in target.elts:
                self._store(element, given)
        else:
            self._reads(target, given)
