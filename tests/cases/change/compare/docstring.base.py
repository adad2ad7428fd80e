def f():
    """Old."""
