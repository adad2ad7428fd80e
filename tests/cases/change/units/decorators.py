from contextlib import contextmanager
def outside(f): return f
@(
    outside
)
def in_brackets(): ...
@ outside
@\
outside
def odd(): ...
class C:
    x = 1 @ 2
    @contextmanager

    # a comment between
    def spaced(self): yield
