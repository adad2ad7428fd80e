# limited runtime fuel
def collatz(n):
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1


for start in range(1, 20_000):
    collatz(start)
