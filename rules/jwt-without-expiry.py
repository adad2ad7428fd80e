import jwt


def token(user, key):
    # ruleid: jwt-without-expiry
    return jwt.encode({"sub": user.name, "role": user.role}, key, algorithm="HS256")


def claims(token, key):
    # ruleid: jwt-without-expiry
    return jwt.decode(token, key, algorithms=["HS256"], options={"verify_exp": False})


def short_token(user, key, end):
    # ok: jwt-without-expiry
    return jwt.encode({"sub": user.name, "exp": end}, key, algorithm="HS256")


def given_token(claims, key):
    # ok: jwt-without-expiry
    return jwt.encode(claims, key, algorithm="HS256")
