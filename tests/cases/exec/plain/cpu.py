# limited runtime cpu
while True:
    pass
