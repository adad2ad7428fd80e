"""Text that is decoded or put together at run time, and what then runs it. Pure."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from stelp_ci.scan.names_in_code import aliases, resolved

_DECODERS = frozenset(
    {f"base64.{name}" for name in ("b64decode", "b32decode", "b16decode", "a85decode", "b85decode", "decodebytes")}
    | {"base64.urlsafe_b64decode", "base64.standard_b64decode", "base64.b32hexdecode"}
    | {"binascii.unhexlify", "binascii.a2b_hex", "binascii.a2b_base64", "binascii.a2b_uu", "bytes.fromhex"}
    | {"bytearray.fromhex", "codecs.decode", "zlib.decompress", "gzip.decompress", "bz2.decompress"}
    | {"lzma.decompress", "marshal.loads", "zlib.decompressobj"}
)
_RUNNERS = frozenset(
    {"exec", "eval", "compile", "__import__", "importlib.import_module", "types.FunctionType", "types.CodeType"}
    | {"os.system", "os.popen", "subprocess.run", "subprocess.call", "subprocess.Popen", "subprocess.check_output"}
    | {"subprocess.check_call", "runpy.run_path", "code.interact", "pickle.loads", "marshal.loads"}
    | {"os.execv", "os.execvp", "subprocess.getoutput", "builtins.exec", "FunctionType"}
)
_DANGEROUS = frozenset({"exec", "eval", "compile", "system", "popen", "__import__", "Popen", "loads", "getattr"})
_GLOBALS = frozenset({"globals", "locals", "vars"})


class Run(NamedTuple):
    """A runner and where it stands; `what` says what it is fed."""

    node: ast.AST
    code: str
    what: str


def hidden_runs(nodes: list[ast.AST]) -> Iterator[Run]:
    """Every place where decoded or assembled text is run, or a dangerous name is put together from pieces."""
    flow = _Flow(nodes)
    for node in nodes:
        if isinstance(node, ast.Call):
            yield from flow.of_call(node)
        elif isinstance(node, ast.Subscript) and flow.is_name_table(node.value) and flow.is_spelled(node.slice):
            yield Run(node, "assembled-name", "a name is looked up under a text that is put together here")


class _Flow:
    """Which names of the file hold decoded or assembled text; assignments count wherever they stand."""

    def __init__(self, nodes: list[ast.AST]) -> None:
        self.known = aliases(nodes)
        self.decoded: set[str] = set()
        self.runners: set[str] = set()
        assigned = [node for node in nodes if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr)]
        for _ in range(3):  # text travels through a few names before it is run
            before = len(self.decoded) + len(self.runners)
            for node in assigned:
                self._assign(node)
            if len(self.decoded) + len(self.runners) == before:
                break

    def _assign(self, node: ast.Assign | ast.AnnAssign | ast.NamedExpr) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = {target.id for target in targets if isinstance(target, ast.Name)}
        if node.value is not None and self.is_hidden(node.value):
            self.decoded |= names
        if node.value is not None and self._is_runner(node.value):
            self.runners |= names

    def of_call(self, node: ast.Call) -> Iterator[Run]:
        """What is wrong with one call."""
        name = resolved(node.func, self.known)
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        if self._is_runner(node.func) and any(self.is_hidden(one) for one in arguments):
            yield Run(
                node, "decoded-and-run", f"`{name or 'a function'}` runs text that is decoded or put together here"
            )
        elif name == "getattr" and len(node.args) > 1 and self.is_spelled(node.args[1]):
            yield Run(node, "assembled-name", "`getattr` is given a name that is put together here")

    def is_hidden(self, node: ast.AST) -> bool:
        """Whether the value comes out of a decoder, or is spelled piece by piece."""
        return any(self._hides(part) for part in ast.walk(node))

    def _hides(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Name):
            return node.id in self.decoded
        return self._decodes(node) or is_char_codes(node, self.known)

    def _decodes(self, node: ast.AST) -> bool:
        if not isinstance(node, ast.Call):
            return False
        name = resolved(node.func, self.known)
        if name == "codecs.decode" or (isinstance(node.func, ast.Attribute) and node.func.attr == "decode"):
            words = {
                one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
            return bool(words & {"hex", "rot13", "rot_13", "base64", "zlib", "bz2", "uu", "hex_codec"})
        return name in _DECODERS

    def _is_runner(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Name) and node.id in self.runners:
            return True
        if isinstance(node, ast.Call) and resolved(node.func, self.known) == "getattr" and len(node.args) > 1:
            named = node.args[1]
            return isinstance(named, ast.Constant) and named.value in _DANGEROUS
        return resolved(node, self.known) in _RUNNERS

    def is_name_table(self, node: ast.AST) -> bool:
        """`globals()`, `vars(x)`, `x.__dict__`, `sys.modules`."""
        if isinstance(node, ast.Call):
            return resolved(node.func, self.known) in _GLOBALS
        return resolved(node, self.known) == "sys.modules" or (
            isinstance(node, ast.Attribute) and node.attr == "__dict__"
        )

    def is_spelled(self, node: ast.AST) -> bool:
        """Whether a name is put together so that nobody can search for it."""
        if is_char_codes(node, self.known) or self._decodes(node):
            return True
        text = _folded(node)
        return (
            text is not None
            and not isinstance(node, ast.Constant)
            and text.strip("_") in {name.strip("_") for name in _DANGEROUS}
        )


def is_char_codes(node: ast.AST, known: dict[str, str]) -> bool:
    """Text from numbers: `chr(1) + chr(2) + chr(3)`, `"".join(chr(n) ...)`, `map(chr, ...)`, `bytes([1, 2, ...])`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return sum(_is_chr(part, known) for part in ast.walk(node)) >= 3
    if not isinstance(node, ast.Call):
        return False
    name = resolved(node.func, known)
    if name == "map":
        return bool(node.args) and resolved(node.args[0], known) == "chr"
    if name in ("bytes", "bytearray") and node.args and isinstance(node.args[0], ast.List | ast.Tuple):
        return len(node.args[0].elts) >= 8
    joins = isinstance(node.func, ast.Attribute) and node.func.attr == "join" and bool(node.args)
    return joins and any(_is_chr(part, known) for part in ast.walk(node.args[0]))


def _is_chr(node: ast.AST, known: dict[str, str]) -> bool:
    return isinstance(node, ast.Call) and resolved(node.func, known) == "chr"


def _folded(node: ast.AST) -> str | None:
    """The text of `'ev' + 'al'`, `'lave'[::-1]`, `''.join(['e', 'val'])`; None where it is not constant."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first, second = _folded(left), _folded(right)
            return first + second if first is not None and second is not None else None
        case ast.Subscript(value=value, slice=ast.Slice(lower=None, upper=None, step=ast.UnaryOp(op=ast.USub()))):
            text = _folded(value)
            return text[::-1] if text is not None else None
        case ast.Call(func=ast.Attribute(value=glue, attr="join"), args=[ast.List(elts=parts) | ast.Tuple(elts=parts)]):
            texts = [_folded(part) for part in parts]
            between = _folded(glue)
            return between.join(text for text in texts if text is not None) if between is not None else None
        case ast.Call(func=ast.Attribute(value=value, attr="replace"), args=[old, new]):
            text, before, after = _folded(value), _folded(old), _folded(new)
            return text.replace(before, after) if text is not None and before and after is not None else None
        case _:
            return None
