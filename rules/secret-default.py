import os

# ruleid: secret-default
SECRET_KEY = os.environ.get("SECRET_KEY", "insecure-default")

# ruleid: secret-default
DB_PASSWORD = os.getenv("DB_PASSWORD", "postgres")

# ok: secret-default
API_KEY = os.environ["API_KEY"]

# ok: secret-default
OPTIONAL_KEY = os.environ.get("MAP_API_KEY", "")

# ok: secret-default
REGION = os.getenv("REGION", "north")
