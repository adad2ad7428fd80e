import hashlib
import secrets
import time
import uuid


def session():
    # ruleid: guessable-identifier
    session_id = uuid.uuid1().hex
    return session_id


def reset(user):
    # ruleid: guessable-identifier
    user.reset_token = hashlib.sha256(str(time.time()).encode()).hexdigest()


def safe_session():
    # ok: guessable-identifier
    session_id = uuid.uuid4().hex
    return session_id


def timed():
    # ok: guessable-identifier
    begun = time.time()
    token = secrets.token_hex()
    return begun, token
