# limited runtime memory
from collections import deque

held = deque()
number = 0
while True:
    held.append({"number": number, "body": str(number) * 60})
    number += 1
