def outer():
    x = 1
    def inner():
        return 3
    return inner
