# limited runtime memory
held = []
while True:
    held.append(bytes(1 << 20))
