import random
import secrets
import string

from flask import session


def reset(user):
    # ruleid: predictable-token
    token = "".join(random.choice(string.ascii_letters) for _ in range(32))
    return user, token


def make_password():
    # ruleid: predictable-token
    return "".join(random.choices(string.ascii_letters, k=12))


class Login:
    def challenge(self):
        # ruleid: predictable-token
        otp = random.randint(100000, 999999)
        return otp


def safe_reset():
    # ok: predictable-token
    token = secrets.token_urlsafe(32)
    return token


def strong_source():
    # ok: predictable-token
    token = "".join(random.SystemRandom().choice(string.digits) for _ in range(6))
    return token


def dice():
    # ok: predictable-token
    roll = random.randint(1, 6)
    return roll


def generatePassword():
    # ruleid: predictable-token
    return "".join(random.choice(string.digits) for _ in range(8))


def begun():
    # ruleid: predictable-token
    session["id"] = random.randint(1, 100)


def coloured():
    # ok: predictable-token
    colours = {}
    colours["id"] = random.randint(1, 100)
    return colours
