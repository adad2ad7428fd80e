# byte order mark
def f():
    return 1
