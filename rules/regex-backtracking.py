import re

# ruleid: regex-backtracking
WORDS = re.compile(r"^(\w+)+$")


def is_list(text):
    # ruleid: regex-backtracking
    return re.match(r"^(?:[a-z]*)*;$", text) is not None


def is_csv(text):
    # ruleid: regex-backtracking
    return re.fullmatch(r"(.*,){12}end", text)


def is_words(text):
    # ok: regex-backtracking
    return re.match(r"^(\w+ )+$", text)


def is_dotted(text):
    # ok: regex-backtracking
    return re.match(r"^\w+(\.\w+)*$", text)


# ok: regex-backtracking
OPTIONAL = re.compile(r"(a+)?b")
