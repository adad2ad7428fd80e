def f():
    """New."""
