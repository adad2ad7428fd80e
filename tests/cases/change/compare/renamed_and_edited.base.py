def old(n):
    return n + 1
