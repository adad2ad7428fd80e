import hashlib
import hmac
import signal


def is_signed(message, signature, key):
    # ruleid: timing-compare
    return signature == hmac.new(key, message, hashlib.sha256).digest()


def is_admin(settings, form):
    # ruleid: timing-compare
    return form["password"] == settings.admin_password


def is_signed_again(sig, message, sign):
    # ruleid: timing-compare
    return sig == sign(message)


def is_token(user, given):
    # ruleid: timing-compare
    if user.auth_token != given:
        return False
    return True


class Login:
    def __eq__(self, other):
        # ok: timing-compare
        return self.password == getattr(other, "password", None)


def is_hangup(sig):
    # ok: timing-compare
    return sig == signal.SIGHUP


def is_archive(sig, end):
    # ok: timing-compare
    return sig == end


def is_safely_signed(message, signature, key):
    # ok: timing-compare
    return hmac.compare_digest(signature, hmac.new(key, message, hashlib.sha256).digest())


def has_password(user):
    # ok: timing-compare
    return user.password != ""


def is_repeated(password, password_confirm):
    # ok: timing-compare
    return password == password_confirm


def is_name(token):
    # ok: timing-compare
    return token == "NAME"
