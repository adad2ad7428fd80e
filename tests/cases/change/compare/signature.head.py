def f(a, b=2): return 1
def g(a) -> int: return 1
