def test_it():
    assert False, "\ud800\x1b]0;x\x07::error::" + "m" * (2 << 20)
