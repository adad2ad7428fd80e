from Crypto.PublicKey import RSA
from cryptography.hazmat.primitives.asymmetric import rsa


def made():
    # ruleid: short-key
    return RSA.generate(1024)


def made_too():
    # ruleid: short-key
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)


def long_enough():
    # ok: short-key
    return RSA.generate(3072)


def chosen(bits):
    # ok: short-key
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)
