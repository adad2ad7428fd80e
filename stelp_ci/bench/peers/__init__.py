"""How the peers are installed and driven. Each folder is mounted into the sandbox beside the peer's own packages."""
