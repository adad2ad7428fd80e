def new(n):
    return n and new(n - 1)
