import re


def number(text):
    # ruleid: match-unchecked
    return int(re.search(r"\d+", text).group())


def parts(line):
    # ruleid: match-unchecked
    name, value = re.match(r"(\w+)=(\w+)", line).groups()
    return name, value


def safe_number(text):
    # ok: match-unchecked
    found = re.search(r"\d+", text)
    return int(found.group()) if found else 0


def indent(line):
    # ok: match-unchecked
    return re.match(r"^([ \t]*)", line).group()


def words(text):
    # ok: match-unchecked
    return re.findall(r"\w+", text)
