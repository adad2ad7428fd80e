class thing:
    pass
