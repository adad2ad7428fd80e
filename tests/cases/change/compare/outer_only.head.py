def outer():
    x = 9
    def inner():
        return 2
    return inner
