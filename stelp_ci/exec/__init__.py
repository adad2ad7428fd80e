"""Running programs: check, rewrite and execute in the sandbox, one by one or by the thousand, with the host's tools."""
