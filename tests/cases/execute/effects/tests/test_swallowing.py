import swallowing


def test_bare():
    assert swallowing.bare() == "swallowed"


def test_base():
    assert swallowing.base() == "swallowed"


def test_suppressing():
    assert swallowing.suppressing() == "suppressed"


def test_narrow():
    assert swallowing.narrow() == "handled"


def test_in_the_test_itself():
    import os

    try:
        os.system("true")
    except BaseException:
        pass
