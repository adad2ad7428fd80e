"""Every class of the syntax tree, its fields, and what the strict language says to it; what is not here is refused.

The fields are those of https://docs.python.org/3/library/ast.html, of Python 3.11 to 3.13 together.
"""

from enum import Enum, unique
from typing import NamedTuple


@unique
class Rule(Enum):
    """What happens to a node: it stays as it is, is rewritten (at some or all of its places), or is refused."""

    ALLOW = "allow"
    REWRITE = "rewrite"
    DENY = "deny"


class Entry(NamedTuple):
    """The rule for one class, its fields (name to type as the grammar writes it), and what is rewritten or why not."""

    rule: Rule
    fields: "dict[str, str]"
    reason: str = ""


_TABLE = """
allow   Module: stmt* body, type_ignore* type_ignores
deny    Interactive: stmt* body = a program is a module
deny    Expression: expr body = a program is a module
deny    FunctionType: expr* argtypes, expr returns = a program is a module
rewrite FunctionDef: identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params = annotations are dropped, __exit__ cannot suppress a stop
rewrite AsyncFunctionDef: identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params = as FunctionDef
allow   ClassDef: identifier name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list, type_param* type_params
allow   Return: expr? value
allow   Delete: expr* targets
allow   Assign: expr* targets, expr value, string? type_comment
rewrite TypeAlias: expr name, type_param* type_params, expr value = the value is checked and dropped
rewrite AugAssign: expr target, operator op, expr value = the right side of **= and <<= is bounded, and of *= on visible sequences
rewrite AnnAssign: expr target, expr annotation, expr? value, int simple = annotations are dropped
rewrite For: expr target, expr iter, stmt* body, stmt* orelse, string? type_comment = the iterable is charged
allow   AsyncFor: expr target, expr iter, stmt* body, stmt* orelse, string? type_comment
rewrite While: expr test, stmt* body, stmt* orelse = becomes bounded
allow   If: expr test, stmt* body, stmt* orelse
allow   With: withitem* items, stmt* body, string? type_comment
allow   AsyncWith: withitem* items, stmt* body, string? type_comment
allow   Match: expr subject, match_case* cases
allow   Raise: expr? exc, expr? cause
allow   Try: stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody
allow   TryStar: stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody
allow   Assert: expr test, expr? msg
rewrite Import: alias* names = becomes an assignment of a facade
rewrite ImportFrom: identifier? module, alias* names, int? level = becomes assignments of a facade's names
allow   Global: identifier* names
allow   Nonlocal: identifier* names
allow   Expr: expr value
allow   Pass:
allow   Break:
allow   Continue:
allow   BoolOp: boolop op, expr* values
allow   NamedExpr: expr target, expr value
rewrite BinOp: expr left, operator op, expr right = ** and << are bounded unless the right side is a small literal, * on visible sequences
allow   UnaryOp: unaryop op, expr operand
allow   Lambda: arguments args, expr body
allow   IfExp: expr test, expr body, expr orelse
allow   Dict: expr?* keys, expr* values
allow   Set: expr* elts
allow   ListComp: expr elt, comprehension* generators
allow   SetComp: expr elt, comprehension* generators
allow   DictComp: expr key, expr value, comprehension* generators
allow   GeneratorExp: expr elt, comprehension* generators
allow   Await: expr value
allow   Yield: expr? value
allow   YieldFrom: expr value
allow   Compare: expr left, cmpop* ops, expr* comparators
rewrite Call: expr func, expr* args, keyword* keywords = ranges that builtins consume are charged
allow   FormattedValue: expr value, int conversion, expr? format_spec
allow   JoinedStr: expr* values
allow   Constant: constant value, string? kind
rewrite Attribute: expr value, identifier attr, expr_context ctx = format, format_map, __class__, __dict__ and their kind go through a helper
allow   Subscript: expr value, expr slice, expr_context ctx
allow   Starred: expr value, expr_context ctx
allow   Name: identifier id, expr_context ctx
allow   List: expr* elts, expr_context ctx
allow   Tuple: expr* elts, expr_context ctx
allow   Slice: expr? lower, expr? upper, expr? step
rewrite comprehension: expr target, expr iter, expr* ifs, int is_async = the iterable is charged
rewrite ExceptHandler: expr? type, identifier? name, stmt* body = a bare except catches Exception
allow   arguments: arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr?* kw_defaults, arg? kwarg, expr* defaults
rewrite arg: identifier arg, expr? annotation, string? type_comment = the annotation is dropped, unless singledispatch looks at it
allow   keyword: identifier? arg, expr value
allow   alias: identifier name, identifier? asname
allow   withitem: expr context_expr, expr? optional_vars
allow   match_case: pattern pattern, expr? guard, stmt* body
allow   MatchValue: expr value
allow   MatchSingleton: constant value
allow   MatchSequence: pattern* patterns
allow   MatchMapping: expr* keys, pattern* patterns, identifier? rest
allow   MatchClass: expr cls, pattern* patterns, identifier* kwd_attrs, pattern* kwd_patterns
allow   MatchStar: identifier? name
allow   MatchAs: pattern? pattern, identifier? name
allow   MatchOr: pattern* patterns
deny    TypeIgnore: int lineno, string tag = type comments are not read
rewrite TypeVar: identifier name, expr? bound, expr? default_value = bound and default are checked and dropped
rewrite ParamSpec: identifier name, expr? default_value = the default is checked and dropped
rewrite TypeVarTuple: identifier name, expr? default_value = the default is checked and dropped
deny    TemplateStr: expr* values = template strings hand out their parts unevaluated
deny    Interpolation: expr value, constant str, int conversion, expr? format_spec = template strings hand out their parts unevaluated
"""  # noqa: E501 - a table: one line a class
_OPERATORS = (
    "Load Store Del And Or Add Sub Mult MatMult Div Mod Pow LShift RShift BitOr BitXor BitAnd FloorDiv Invert Not UAdd "
    "USub Eq NotEq Lt LtE Gt GtE Is IsNot In NotIn"
)


def _entry(line: str) -> "tuple[str, Entry]":
    written, _, reason = line.partition(" = ")
    head, _, fields = written.partition(":")
    rule, name = head.split()
    pairs = (field.split() for field in fields.split(",") if field.strip())
    return name, Entry(Rule(rule), {pair[1]: pair[0] for pair in pairs}, reason.strip())


TABLE = dict(map(_entry, _TABLE.strip().splitlines()))
TABLE.update((name, Entry(Rule.ALLOW, {})) for name in _OPERATORS.split())
