import hashlib


def stored(password):
    # ruleid: weak-password-hash
    return hashlib.md5(password.encode()).hexdigest()


def salted(user, salt):
    # ruleid: weak-password-hash
    return hashlib.sha256((salt + user.password).encode()).hexdigest()


def by_name(passwd):
    # ruleid: weak-password-hash
    return hashlib.new("sha1", passwd).hexdigest()


def slow(password, salt):
    # ok: weak-password-hash
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)


def derived(password, salt):
    # ok: weak-password-hash
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 600_000)


def checksum(content):
    # ok: weak-password-hash
    return hashlib.sha256(content).hexdigest()
