from Crypto.Cipher import AES, DES
from cryptography.hazmat.primitives.ciphers import algorithms


def encrypted(key, text):
    # ruleid: weak-cipher
    return DES.new(key, DES.MODE_CBC).encrypt(text)


def stream(key):
    # ruleid: weak-cipher
    return algorithms.ARC4(key)


def sealed(key, text):
    # ok: weak-cipher
    return AES.new(key, AES.MODE_GCM).encrypt_and_digest(text)


def block(key):
    # ok: weak-cipher
    return algorithms.AES(key)
