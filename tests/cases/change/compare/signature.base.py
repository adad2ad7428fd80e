def f(a): return 1
def g(a): return 1
