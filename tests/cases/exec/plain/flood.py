# limited runtime output
while True:
    print("x" * 10000)
