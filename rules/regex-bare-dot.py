import re


def is_version(text):
    # ruleid: regex-bare-dot
    return re.match(r"^[0-9]+.[0-9]+.[0-9]+$", text)


# ruleid: regex-bare-dot
OURS = re.compile(r"^https://www.example\.com/")


def is_host(host):
    # ruleid: regex-bare-dot
    return re.fullmatch("example.com", host)


# ok: regex-bare-dot
HOST = re.compile(r"^https://www\.example\.com/")


def is_number(text):
    # ok: regex-bare-dot
    return re.match(r"^[0-9]+\.[0-9]+$", text)


def between(text):
    # ok: regex-bare-dot
    return re.search(r"\[.*\]", text)
