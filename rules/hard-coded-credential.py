import os

import database

# ruleid: hard-coded-credential
DB_PASSWORD = "open sesame 1001"


class Settings:
    # ruleid: hard-coded-credential
    api_key = "a very private thing"


def connected():
    # ruleid: hard-coded-credential
    return database.connect(user="app", password="swordfish-nine")


# ruleid: hard-coded-credential
OPTIONS = {"host": "db", "secret_key": "between you and me"}

# ok: hard-coded-credential
PASSWORD = os.environ["DB_PASSWORD"]

# ok: hard-coded-credential
API_KEY = "<your key>"

# ok: hard-coded-credential
password = ""

# ok: hard-coded-credential
SECRET_KEY = "DJANGO_SECRET_KEY"

# ok: hard-coded-credential
password_hint = "the name of the first cat"

# ok: hard-coded-credential
ACCESS_TOKEN = "changeme"
