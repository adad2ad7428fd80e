"""Five small programs of our own that strain different things: calls, arithmetic, lists, text, nested loops."""

WORKLOADS = {
    "fib(24)": """
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

def run():
    return fib(24)
""",
    "sum of 1e6": """
def run():
    total = 0
    for number in range(1000000):
        total += number
    return total
""",
    "sort of 1e5": """
def run():
    state = 12345
    numbers = []
    for _ in range(100000):
        state = (state * 1103515245 + 12345) % 2147483648
        numbers.append(state)
    numbers.sort()
    return numbers[50000]
""",
    "text of 1e5": """
def run():
    parts = []
    for number in range(100000):
        parts.append(str(number).upper())
    return len("".join(parts))
""",
    "pairs of 400": """
def close(numbers, threshold):
    for left in range(len(numbers)):
        for right in range(len(numbers)):
            if left != right and abs(numbers[left] - numbers[right]) < threshold:
                return True
    return False

def run():
    numbers = [number * 1.5 for number in range(400)]
    return [close(numbers, 0.5), close(numbers, 0.1)]
""",
}
