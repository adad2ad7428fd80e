"""The stable codes of what is refused while a strict program runs, because only then it can be seen."""

from ..codes import Code

CLOSED_NAME = Code(
    "STELP-R001",
    "attribute that leads inside",
    "The name of an attribute came up at run time: in getattr and its kin, or in a field of a format string. Names "
    "with two leading underscores, and the names by which frames, code and other objects of the interpreter are "
    "reached, are refused there by the same rule as in the source.",
    "Read the attribute by its name in the source, or keep the values in a dict.",
)
NOT_A_NAME = Code(
    "STELP-R002",
    "attribute name that is not plain text",
    "getattr and its kin take exact `str` objects only: an object of a subclass of `str` can answer differently "
    "each time it is asked what it is.",
    "Pass str(name).",
)
FOREIGN_ATTRIBUTE = Code(
    "STELP-R003",
    "attribute of an object that the program did not make",
    "`obj`, `mro`, `with_traceback`, `format` and `format_map` give different things on different objects. On those "
    "of the program's own classes, and the formatting methods on text, they are open; elsewhere they lead to what an "
    "error had in hand, to the class tree, or to formatting that reads attributes.",
    "Use an attribute of a class of your own.",
)
PATTERN = Code(
    "STELP-R004",
    "regular expression that can take for ever",
    "The pattern repeats something that itself repeats, or alternatives that begin alike, so that a text of a few "
    "dozen characters can take longer than the age of the universe; or it is larger than patterns are.",
    "Repeat one thing at a time: (a+)+ is a+, (a|a)* is a*; anchor what follows a repetition.",
)
MADE_CLASS = Code(
    "STELP-R005",
    "class made from data",
    "Classes whose members come from data (the functional forms of enumerations and named tuples, dataclasses) may "
    "have only plain names: Python writes these names into source text that it compiles.",
    "Write a class statement, or use identifiers without leading underscores.",
)

CODES = {code.code: code for code in (CLOSED_NAME, NOT_A_NAME, FOREIGN_ATTRIBUTE, PATTERN, MADE_CLASS)}
"""Every code by its name."""
