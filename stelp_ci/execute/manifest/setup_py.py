"""The literal arguments of the `setup()` call in setup.py, read from its syntax tree."""

import ast
import warnings
from typing import NamedTuple, cast

from stelp_ci.execute.manifest.files import TEXT_LIMIT, ProjectFiles
from stelp_ci.execute.manifest.printable import printable
from stelp_ci.execute.manifest.values import items

DEEPEST = 20
MOST_STEPS = 20_000


class SetupCall(NamedTuple):
    """The keywords of `setup()`: values that are literals, and the names of those that are computed."""

    literals: dict[str, object] = {}  # noqa: RUF012 - the default is never written to
    computed: frozenset[str] = frozenset()


def read_setup_call(files: ProjectFiles) -> SetupCall:
    """Read setup.py without executing it. Names of module-level literals are followed; nothing else is."""
    source = files.text("setup.py")
    if source is None:
        return SetupCall()
    try:
        module = parse_quietly(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        files.note(f"setup.py cannot be parsed: {printable(error)}")
        return SetupCall()
    call = _setup_call(module)
    return SetupCall() if call is None else _keywords(call, _constants(module))


def parse_quietly(source: str) -> ast.Module:
    """The syntax tree; doubtful escapes in a project's file are not our user's warnings. Raises as `ast.parse`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def _setup_call(module: ast.Module) -> ast.Call | None:
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name == "setup":
                return node
    return None


def _constants(module: ast.Module) -> dict[str, ast.expr]:
    """Module-level names that are assigned exactly once."""
    values: dict[str, list[ast.expr]] = {}
    for statement in module.body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, []).append(statement.value)
    return {name: found[0] for name, found in values.items() if len(found) == 1}


def _keywords(call: ast.Call, constants: dict[str, ast.expr]) -> SetupCall:
    literals: dict[str, object] = {}
    computed: set[str] = set()
    for keyword in call.keywords:
        name = keyword.arg or "**"
        try:
            literals[name] = _Evaluation(constants).value(keyword.value, DEEPEST)
        except (ValueError, TypeError, RecursionError, MemoryError):
            computed.add(name)
    return SetupCall(literals, frozenset(computed))


class _Evaluation:
    """Displays of constants, names of such, and their sums; bounded, because names can multiply a small text."""

    def __init__(self, constants: dict[str, ast.expr]) -> None:
        self._constants = constants
        self._left = MOST_STEPS

    def value(self, node: ast.expr, depth: int) -> object:
        """The value of `node`. Raises `ValueError` for anything that is computed, too deep or too large."""
        self._left -= 1
        if depth == 0 or self._left < 0:
            raise ValueError("nested too deeply, too large, or a name that means itself")
        match node:
            case ast.Name(id=name) if name in self._constants:
                return self.value(self._constants[name], depth - 1)
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return [self.value(element, depth - 1) for element in elements]
            case ast.Dict(keys=keys, values=values):
                pairs = [(key, value) for key, value in zip(keys, values, strict=True) if key is not None]
                return {self.value(key, depth - 1): self.value(value, depth - 1) for key, value in pairs}
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._sum(self.value(left, depth - 1), self.value(right, depth - 1))
            case ast.Constant(value=value):
                return value
            case _:
                raise ValueError("not a literal")

    def _sum(self, left: object, right: object) -> object:
        if isinstance(left, str) and isinstance(right, str) and len(left) + len(right) <= TEXT_LIMIT:
            return left + right
        if isinstance(left, list) and isinstance(right, list):
            return [*items(cast("object", left)), *items(cast("object", right))]
        raise ValueError("a sum of other things than two strings or two lists")
