import sys

while True:
    sys.__stdout__.write("y" * 65536)
