from Crypto.Cipher import AES
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def encrypted(key, text):
    # ruleid: ecb-mode
    return AES.new(key, AES.MODE_ECB).encrypt(text)


def cipher(key):
    # ruleid: ecb-mode
    return Cipher(algorithms.AES(key), modes.ECB())


def safely_encrypted(key, text):
    # ok: ecb-mode
    return AES.new(key, AES.MODE_GCM).encrypt(text)


def counted(key, nonce):
    # ok: ecb-mode
    return Cipher(algorithms.AES(key), modes.CTR(nonce))
