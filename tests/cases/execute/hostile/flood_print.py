def test_it():
    while True:
        print("x" * 65536)
