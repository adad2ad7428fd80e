def test_it():
    with open("/tmp/large", "wb") as file:
        while True:
            file.write(b"x" * (1 << 20))
