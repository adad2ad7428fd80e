import hmac
import os

import jwt
from cryptography.fernet import Fernet

KEY = b"a key in the source"


def token(claims):
    # ruleid: literal-key
    return jwt.encode(claims, "between us", algorithm="HS256")


def tag(text):
    # ruleid: literal-key
    return hmac.new(KEY, text, "sha256").digest()


def safe_token(claims):
    # ok: literal-key
    return jwt.encode(claims, os.environ["JWT_KEY"], algorithm="HS256")


def safe_box():
    # ok: literal-key
    return Fernet(Fernet.generate_key())
