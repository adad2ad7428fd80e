def test_it():
    held = []
    while True:
        held.append(bytearray(8 << 20))
