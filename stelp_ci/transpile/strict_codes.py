"""The stable codes of the strict profile: what a generated program may not do, why, and what to write instead."""

from .codes import Code

RESERVED = Code(
    "STELP-S001",
    "reserved name",
    "Names that begin with `_stelp_` belong to the controls that the transpiler writes into a program. A program that "
    "could bind, read or delete one of them could switch them off; so they may stand nowhere, in no kind of name.",
    "Choose a name that does not begin with _stelp_.",
)
CONSTRUCT = Code(
    "STELP-S002",
    "construct not in the language",
    "The strict language is a list of what may be used; this construct is not on it, or the policy has taken it away.",
    "Write it with the constructs of docs/transpiler.md.",
)
NON_ASCII = Code(
    "STELP-S003",
    "identifier beyond ASCII",
    "Python folds identifiers to another form while it parses (NFKC): letters that look like others, or like an "
    "underscore, become the plain ones. In literals and comments every script is welcome.",
    "Write names with ASCII letters, digits and underscores.",
)
DUNDER = Code(
    "STELP-S004",
    "name of the interpreter's own",
    "Names with two underscores on both sides lead to classes, globals, frames and loaders. Only those that programs "
    "define and call in their daily work may be used; docs/transpiler.md lists them.",
    "Use the operator or the builtin function that stands for it, such as len(x), type(x), str(x).",
)
PRIVATE = Code(
    "STELP-S005",
    "private attribute of something else",
    "An attribute with a leading underscore may be used where the program itself defines or stores it. What others "
    "keep behind an underscore leads to their modules and state.",
    "Use the public name, or define the attribute in a class of the program.",
)
INSPECTION = Code(
    "STELP-S006",
    "attribute that looks into the interpreter",
    "Frames, tracebacks, code objects and generators show these attributes; by them a program reads and changes what "
    "surrounds it.",
    "Pass the value that is needed as an argument, or rename the attribute if it is the program's own.",
)
BUILTIN = Code(
    "STELP-S007",
    "builtin that is not offered",
    "This builtin runs text as code, reaches files, the terminal, the interpreter's names, or ends the process. "
    "Nothing of that is needed to compute a value.",
    "Compute the value with plain expressions; take input as arguments and return the result.",
)
UNKNOWN_NAME = Code(
    "STELP-S008",
    "name that nothing defines",
    "Nowhere in the program is the name bound, it is no builtin that is offered, and no tool. Reaching it would raise "
    "a NameError.",
    "Define or import the name before it is used.",
)
MODULE = Code(
    "STELP-S009",
    "module that is not offered",
    "Programs import from a list of modules that compute; modules that reach files, network, processes, the "
    "interpreter or native code are not on it. The policy can add modules, and every report names them.",
    "Use an offered module (docs/transpiler.md lists them), or do without.",
)
MODULE_NAME = Code(
    "STELP-S010",
    "name that the module does not offer",
    "Modules are offered name by name. This name does not exist, or gives away more than a computation needs.",
    "Use one of the offered names of the module.",
)
RELATIVE_IMPORT = Code(
    "STELP-S011",
    "import from the program's surroundings",
    "A program stands alone: there is no package around it. `from m import *` is understood at the top level only.",
    "Import by the module's full name, at the top level.",
)
METHOD = Code(
    "STELP-S012",
    "special method that may not be defined",
    "Python calls this method at moments that nobody sees in the code: when an object dies, is pickled, or when any "
    "attribute is read.",
    "Give the method an ordinary name and call it where it is needed.",
)
METACLASS = Code(
    "STELP-S013",
    "metaclass",
    "A metaclass makes and changes classes while they are defined. ABCMeta, EnumMeta and EnumType may be named as "
    "`metaclass=`, and nowhere else.",
    "Use a class decorator, __init_subclass__, or an ordinary function.",
)
MODULE_WRITE = Code(
    "STELP-S014",
    "change of a module",
    "Modules and what they hold are frozen: what one part of a program changed in them, every other part would get.",
    "Keep the value in a variable of the program.",
)
FINALLY = Code(
    "STELP-S015",
    "jump out of finally",
    "`return`, `break` and `continue` in a `finally` block throw away whatever was being raised, the end of a program "
    "that has used up its budget included.",
    "Put the jump behind the try statement.",
)
ANNOTATION = Code(
    "STELP-S016",
    "annotation that computes",
    "Annotations say what a value is. They are not evaluated in the strict profile, so code in them would silently "
    "not run; other Pythons would run it.",
    "Write a plain type: names, attributes, subscripts, | and literals.",
)
DYNAMIC_CLASS = Code(
    "STELP-S017",
    "class made by a call",
    "`type` with three arguments makes a class whose methods no reader of the program sees.",
    "Write a class statement.",
)
FORMAT_FIELD = Code(
    "STELP-S018",
    "format field that reads attributes",
    "`'{0.name}'.format(x)` reads attributes by text, past every rule for attributes.",
    "Pass the attribute as an argument of its own, or use an f-string.",
)
DENIED = Code(
    "STELP-S019",
    "taken away by the policy",
    "The policy under which the program is to run names this among what it denies.",
    "Do without it, or ask for another policy.",
)
ENDLESS_LOOP = Code(
    "STELP-S020",
    "loop that cannot end",
    "Nothing in the loop's body changes what its condition depends on, and no break, return, raise or yield leads out "
    "of it; or the only ways out depend on what never changes either.",
    "Change a variable of the condition in the body, or leave the loop with break or return.",
)
ENDLESS_RECURSION = Code(
    "STELP-S021",
    "recursion without a base case",
    "Every way through the function calls it again before it returns, directly or through others.",
    "Return without the call for the smallest input, before anything else.",
)
SAME_ARGUMENTS = Code(
    "STELP-S022",
    "recursion that makes no progress",
    "The function calls itself with exactly the arguments that it was given, and changes nothing in between: the call "
    "goes the same way again.",
    "Call it with a smaller input.",
)
AWAY = Code(
    "STELP-S023",
    "loop that moves away from its end",
    "The only changes to the variable of the condition lead away from the bound.",
    "Count in the other direction, or turn the comparison round.",
)
TOO_MUCH_WORK = Code(
    "STELP-S024",
    "more work than the budget",
    "The loops run over constant ranges whose product, with a hundred for every loop of unknown length around, is "
    "above the budget of iterations.",
    "Compute the result directly, or with a smaller range.",
)
TOO_LONG = Code(
    "STELP-S025",
    "sequence longer than the budget",
    "The program writes down a length that it cannot need for an answer, or builds long sequences again and again.",
    "Build only what is used, or use a generator.",
)
TOO_BIG = Code(
    "STELP-S026",
    "number larger than the budget",
    "The expression has a constant value with more bits than any answer needs.",
    "Use pow(a, b, m) for modular arithmetic, or a smaller exponent.",
)
MISFIT = Code(
    "STELP-S027",
    "operation on values that do not fit",
    "The types of both sides can be seen here, and Python raises a TypeError for them.",
    "Convert one side explicitly, such as str(n) or int(s).",
)
IDLE_WORK = Code(
    "STELP-S028",
    "work that comes to nothing",
    "A long loop whose body has no effect, or does the very same thing every time around another loop.",
    "Remove the loop.",
)
OUT_OF_SCOPE = Code(
    "STELP-S029",
    "placement that Python refuses",
    "The syntax is valid, its place is not: a return outside of a function, a nonlocal name without a binding.",
    "Mend what the message names.",
)
SAME_ROUNDS = Code(
    "STELP-S030",
    "loop whose rounds are all the same",
    "Nothing is carried from one round to the next and nothing else changes: the loop is left in its first round, or "
    "never.",
    "Remove the loop, or change something in each round that its condition or its exits look at.",
)
UNASSIGNED = Code(
    "STELP-S031",
    "variable changed before it has a value",
    "`x += 1` makes x a local variable of the function; nothing in the function gives it a value first, so that Python "
    "raises an UnboundLocalError.",
    "Give the variable a value in the function, or declare it nonlocal or global.",
)
UNVERIFIED = Code(
    "STELP-S099",
    "not verified",
    "A second, independent checker reads every rewritten program before it is compiled. It found what the first "
    "should not have let through; the program is not run. This is a defect of the transpiler: please report it.",
    "Report the program; write the construct at the place named in another way.",
)

STRICT_CODES = {
    code.code: code
    for code in (
        RESERVED, CONSTRUCT, NON_ASCII, DUNDER, PRIVATE, INSPECTION, BUILTIN, UNKNOWN_NAME, MODULE, MODULE_NAME,
        RELATIVE_IMPORT, METHOD, METACLASS, MODULE_WRITE, FINALLY, ANNOTATION, DYNAMIC_CLASS, FORMAT_FIELD, DENIED,
        ENDLESS_LOOP, ENDLESS_RECURSION, SAME_ARGUMENTS, AWAY, TOO_MUCH_WORK, TOO_LONG, TOO_BIG, MISFIT, IDLE_WORK,
        OUT_OF_SCOPE, SAME_ROUNDS, UNASSIGNED, UNVERIFIED,
    )
}  # fmt: skip
"""Every code of the strict profile by its name."""
