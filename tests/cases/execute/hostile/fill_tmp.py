def test_it():
    number = 0
    while True:
        with open(f"/tmp/fill-{number}", "wb") as file:
            file.write(b"x" * (4 << 20))
        number += 1
