import hashlib
import os

SALT = b"a fixed salt"


def stretched(password):
    # ruleid: fixed-salt
    return hashlib.pbkdf2_hmac("sha256", password, b"pepper", 600_000)


def stretched_too(password):
    # ruleid: fixed-salt
    return hashlib.scrypt(password, salt=SALT, n=2**17, r=8, p=1)


def well_stretched(password):
    salt = os.urandom(16)
    # ok: fixed-salt
    return salt + hashlib.pbkdf2_hmac("sha256", password, salt, 600_000)


def stretched_again(password, salt):
    # ok: fixed-salt
    return hashlib.scrypt(password, salt=salt, n=2**17, r=8, p=1)
