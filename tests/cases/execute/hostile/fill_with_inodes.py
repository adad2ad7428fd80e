def test_it():
    number = 0
    while True:
        with open(f"/tmp/empty-{number}", "wb"):
            number += 1
