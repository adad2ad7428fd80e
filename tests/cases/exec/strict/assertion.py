# error runtime
assert 1 + 1 == 3
