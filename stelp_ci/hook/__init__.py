"""What meets before a commit: a small pipeline over staged content, started in tens of milliseconds."""
