def outer():
    x = 1
    def inner():
        return 2
    return inner
