import os

import sqlalchemy

# ruleid: credentials-in-url
engine = sqlalchemy.create_engine("postgresql://app:open-sesame-9@db.example.org/app")

# ruleid: credentials-in-url
BROKER = "amqp://worker:rabbit-hole@queue.example.org:5672/"

# ok: credentials-in-url
other = sqlalchemy.create_engine(os.environ["DATABASE_URL"])

# ok: credentials-in-url
LOCAL = "postgresql://localhost/app"

# ok: credentials-in-url
USAGE = "postgresql://user:password@host/name"
