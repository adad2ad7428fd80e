"""Paths of a site."""


def normalize(path):
    """One slash between parts, `.` and `..` resolved; never above the root."""
    kept = []
    for part in path.split("/"):
        if part == "..":
            del kept[-1:]
        elif part not in ("", "."):
            kept.append(part)
    return "/" + "/".join(kept)


def join(*parts):
    """The parts as one normalized path."""
    return normalize("/".join(parts))


def matches(pattern, path):
    """The values of `{name}` in the pattern, None where the path does not match."""
    wanted, given = normalize(pattern).split("/"), normalize(path).split("/")
    if len(wanted) != len(given):
        return None
    found = {}
    for want, part in zip(wanted, given):
        if want.startswith("{"):
            found[want[1:-1]] = part
        elif want != part:
            return None
    return found


def depth(path):
    """How many parts a path has. Raises ValueError for a relative one."""
    if not path.startswith("/"):
        raise ValueError("a relative path")
    return len([part for part in normalize(path).split("/") if part])
