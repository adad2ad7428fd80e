# limited runtime recursion
def down(n):
    return 0 if n == 0 else 1 + down(n - 1)


down(100_000)
