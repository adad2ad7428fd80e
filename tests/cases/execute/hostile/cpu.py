def test_it():
    while True:
        pass
