import jwt


# ruleid: fail-open
def is_valid_token(token, key):
    try:
        jwt.decode(token, key, algorithms=["HS256"])
        return True
    except Exception:
        return True


# ruleid: fail-open
def check_password(name, password):
    try:
        return stored(name) == hashed(password)
    except KeyError as error:
        print(error)
        return True


# ok: fail-open
def is_valid_session(session):
    try:
        return session.verified()
    except ValueError:
        return False


# ok: fail-open
def is_empty(path):
    try:
        return not path.read_text()
    except FileNotFoundError:
        return True
