"""Amounts in cents."""


def total(amounts):
    """The sum of the amounts."""
    result = 0
    for amount in amounts:
        result += amount
    return result


def share(amount, people):
    """What each of the people pays, the first ones a cent more where it does not divide."""
    if people < 1:
        raise ValueError("nobody to share with")
    each, rest = divmod(amount, people)
    return [each + 1] * rest + [each] * (people - rest)


def label(cents):
    """`12.05` for 1205."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"


def rate(amount, percent):
    """The percentage of an amount."""
    return amount * percent / 100
