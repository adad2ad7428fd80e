# why
def f(
    a,
    b,
):
    # because
    return (a + b)
