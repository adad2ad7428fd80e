import os

from Crypto.Cipher import AES
from cryptography.hazmat.primitives.ciphers import modes

IV = b"0123456789abcdef"


def encrypted(key, text):
    # ruleid: fixed-iv
    return AES.new(key, AES.MODE_CBC, IV).encrypt(text)


def zeros():
    # ruleid: fixed-iv
    return modes.CBC(b"\0" * 16)


def safely_encrypted(key, text):
    iv = os.urandom(16)
    # ok: fixed-iv
    return iv + AES.new(key, AES.MODE_CBC, iv).encrypt(text)


def given(nonce):
    # ok: fixed-iv
    return modes.CTR(nonce)
