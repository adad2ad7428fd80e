def test_it():
    test_it()
