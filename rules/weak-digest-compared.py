import hashlib


def is_known(certificate, fingerprint):
    # ruleid: weak-digest-compared
    return hashlib.sha1(certificate).hexdigest() == fingerprint


def is_same(content, expected):
    # ruleid: weak-digest-compared
    if expected != hashlib.md5(content).hexdigest():
        raise ValueError("not the same")


def is_safely_known(certificate, fingerprint):
    # ok: weak-digest-compared
    return hashlib.sha256(certificate).hexdigest() == fingerprint


def cache_key(content):
    # ok: weak-digest-compared
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
