"""A guard that only looks like the type checker's."""

TYPE_CHECKING = True

if TYPE_CHECKING:
    import socket  # expect: network socket
