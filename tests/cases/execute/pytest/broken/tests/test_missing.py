import module_b.inner


def test_b():
    pass

