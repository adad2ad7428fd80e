import os

import psycopg

# ruleid: empty-password
connection = psycopg.connect(host="db", user="app", password="")

# ruleid: empty-password
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "app", "PASSWORD": ""}}

# ok: empty-password
other = psycopg.connect(host="db", user="app", password=os.environ["DB_PASSWORD"])

# ok: empty-password
LOCAL = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "app.db"}}
