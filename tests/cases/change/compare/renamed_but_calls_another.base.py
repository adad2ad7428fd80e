def old(n):
    return n and old(n - 1)
