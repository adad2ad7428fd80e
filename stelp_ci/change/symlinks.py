"""Which symlinks of a tree stay inside it, decided from the tree alone."""

from collections.abc import Mapping

_MAX_HOPS = 40
"""As many links as the kernel follows in one path."""


def stays_inside(name: bytes, links: Mapping[bytes, bytes]) -> bool:
    """Whether following the symlink `name` ends below the tree's root; `links` maps every symlink to its target."""
    pending = _parts(links[name])[::-1]
    if links[name].startswith(b"/"):
        return False
    reached = name.split(b"/")[:-1]
    hops = 1
    while pending:
        part = pending.pop()
        if part == b"..":
            if not reached:
                return False
            reached.pop()
            continue
        reached.append(part)
        target = links.get(b"/".join(reached))
        if target is None:
            continue
        hops += 1
        if hops > _MAX_HOPS or target.startswith(b"/"):
            return False
        reached.pop()
        pending.extend(_parts(target)[::-1])
    return True


def _parts(target: bytes) -> list[bytes]:
    return [part for part in target.split(b"/") if part not in (b"", b".")]
