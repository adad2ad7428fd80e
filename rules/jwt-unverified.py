import jwt
from jose import jwt as jose_jwt


def claims(token):
    # ruleid: jwt-unverified
    return jwt.decode(token, options={"verify_signature": False})


def old(token, key):
    # ruleid: jwt-unverified
    return jwt.decode(token, key, verify=False)


def unsigned(token):
    # ruleid: jwt-unverified
    return jwt.decode(token, "", algorithms=["HS256", "none"])


def read(token):
    # ruleid: jwt-unverified
    return jose_jwt.get_unverified_claims(token)


def verified(token, key):
    # ok: jwt-unverified
    return jwt.decode(token, key, algorithms=["RS256"])


def without_audience(token, key):
    # ok: jwt-unverified
    return jwt.decode(token, key, algorithms=["RS256"], options={"verify_aud": False})
