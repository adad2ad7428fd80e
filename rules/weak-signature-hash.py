import hashlib
import hmac

from cryptography.hazmat.primitives import hashes


def signed(key, document, padding):
    # ruleid: weak-signature-hash
    return key.sign(document, padding, hashes.SHA1())


def tagged(key, document):
    # ruleid: weak-signature-hash
    return hmac.new(key, document, hashlib.md5).digest()


def safely_signed(key, document, padding):
    # ok: weak-signature-hash
    return key.sign(document, padding, hashes.SHA256())


def safely_tagged(key, document):
    # ok: weak-signature-hash
    return hmac.new(key, document, hashlib.sha256).digest()
