"""Which module of stelp_ci may import which: the arrows of docs/architecture.md, read off the source text."""

import ast
from typing import NamedTuple

STAGES = frozenset({"change", "scan", "transpile", "execute", "probe", "gate", "report", "github"})
PURE = frozenset({"gate", "report", "model", "transpile"})
BASE = frozenset({"model", "errors"})

MAY_IMPORT: dict[str, frozenset[str]] = {
    "__init__": frozenset({"exec", "transpile"}),
    "__main__": frozenset({"cli"}),
    "cli": frozenset(
        {"pipeline", "config", "report", "execute", "scan", "bench", "hook", "init", "resources", "exec", "transpile"}
    )
    | {"cache", "kept", "intake", "learning", "posting", "batch"}
    | BASE,
    "bench": frozenset({"pipeline", "programs", "config", "resources", "exec", "cache", "kept"}) | STAGES | BASE,
    "exec": frozenset({"transpile", "execute", "report", "config", "cache", "kept"}) | BASE,
    "batch": frozenset({"pipeline", "change", "execute", "report", "exec", "cache", "kept"}) | BASE,
    "cache": frozenset({"errors"}),
    "kept": frozenset({"resources", "ending", "errors"}),
    "init": BASE,
    "hook": frozenset({"pipeline", "config", "resources", "programs", "replaying", "cache"}) | STAGES | BASE,
    "pipeline": frozenset({"lanes", "programs", "replaying", "config", "resources"}) | STAGES | BASE,
    "learning": frozenset({"lanes", "config"}) | STAGES | BASE,
    "lanes": frozenset({"resources"}) | STAGES | BASE,
    "programs": frozenset({"transpile"}) | BASE,
    "replaying": frozenset({"report"}) | BASE,
    "intake": frozenset({"change"}) | BASE,
    "posting": frozenset({"gate", "github", "report"}) | BASE,
    "config": BASE,
    "resources": frozenset({"errors"}),
    "model": BASE,
    "errors": frozenset(),
    "ending": frozenset(),
    "transpile": frozenset(),
    "execute": BASE | {"resources", "ending"},
    **{stage: BASE | {"resources"} for stage in STAGES - {"transpile", "execute"}},
}
"""Top-level names below `stelp_ci` that a part may import, beside itself and the package root (its version)."""

IMPURE = frozenset(
    {"os", "subprocess", "socket", "shutil", "tempfile", "urllib", "http", "ssl", "signal", "multiprocessing"}
    | {"threading", "asyncio", "time", "random", "secrets", "glob", "fcntl", "resource", "ctypes", "requests", "git"}
    | {"docker", "github"}
)
"""Modules by which a stage would reach outside; a pure stage is a function of its arguments."""

IMPURE_CALLS = frozenset({"open", "exec", "eval", "compile", "__import__", "input", "print"})


class Breach(NamedTuple):
    """One import or call that the layout does not allow."""

    line: int
    what: str


def breaches(module: str, source: str) -> list[Breach]:
    """What the text of `module` (its dotted name below stelp_ci, such as `gate.tests`) does against the layout."""
    part = module.split(".")[0]
    tree = ast.parse(source)
    found = [breach for node in ast.walk(tree) for breach in _import_breaches(node, part, module)]
    if part in PURE:
        found += [breach for node in ast.walk(tree) for breach in _pure_breaches(node, module, tree)]
    return sorted(set(found))


def imported(node: ast.AST, module: str) -> list[str]:
    """The absolute dotted names that one import statement names; a relative import is resolved against `module`."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=name, names=names, level=0):
            return [f"{name}.{alias.name}" if name == "stelp_ci" else str(name) for alias in names]
        case ast.ImportFrom(module=name, names=names, level=level):
            package = ["stelp_ci", *module.split(".")][:-level]
            return [".".join([*package, *([name] if name else [alias.name])]) for alias in names]
        case _:
            return []


def _import_breaches(node: ast.AST, part: str, module: str) -> list[Breach]:
    allowed = MAY_IMPORT.get(part)
    if allowed is None:
        return [Breach(1, f"{part} has no place in the layout: give it one in tests/layout.py")]
    names = [name.split(".") for name in imported(node, module) if name.split(".")[0] == "stelp_ci"]
    targets = {name[1] for name in names if len(name) > 1 and name[1] != "__version__"}
    return [Breach(_line(node), f"{part} imports stelp_ci.{target}") for target in targets - allowed - {part}]


def _pure_breaches(node: ast.AST, module: str, tree: ast.Module) -> list[Breach]:
    if _under_main(node, tree):
        return []
    part = module.split(".")[0]
    tops = {name.split(".")[0] for name in imported(node, module) if name != "urllib.parse"}
    found = [Breach(_line(node), f"{part} is pure and imports {name}") for name in sorted(tops & IMPURE)]
    if part == "transpile":
        foreign = tops - _standard_library() - {"stelp_ci"}
        found += [Breach(_line(node), f"transpile imports {name}, which is no part of Python") for name in foreign]
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in IMPURE_CALLS and not (
            part == "transpile" and name == "compile"
        ):
            found.append(Breach(_line(node), f"{part} is pure and calls {name}"))
        case _:
            pass
    return found


def _under_main(node: ast.AST, tree: ast.Module) -> bool:
    """True inside `if __name__ == "__main__":`, where a pure module may write what it computes."""
    return any(
        node in ast.walk(block)
        for block in tree.body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "__name__ == '__main__'"
    )


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 1)


def _standard_library() -> frozenset[str]:
    import sys

    return frozenset(sys.stdlib_module_names)
