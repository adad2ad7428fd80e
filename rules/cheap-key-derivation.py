import hashlib

import bcrypt


def stretched(password, salt):
    # ruleid: cheap-key-derivation
    return hashlib.pbkdf2_hmac("sha256", password, salt, 1000)


def hashed(password):
    # ruleid: cheap-key-derivation
    return bcrypt.hashpw(password, bcrypt.gensalt(rounds=4))


def well_stretched(password, salt):
    # ok: cheap-key-derivation
    return hashlib.pbkdf2_hmac("sha256", password, salt, 600_000)


def well_hashed(password):
    # ok: cheap-key-derivation
    return bcrypt.hashpw(password, bcrypt.gensalt())
