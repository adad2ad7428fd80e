def test_d():
    pass


raise ValueError("at import")

