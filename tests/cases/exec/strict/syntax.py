# blocked parse
def f(:
