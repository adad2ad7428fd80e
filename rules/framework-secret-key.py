import os

from flask import Flask

app = Flask(__name__)

# ruleid: framework-secret-key
app.secret_key = "dev"

# ruleid: framework-secret-key
app.config["SECRET_KEY"] = "change me"

# ruleid: framework-secret-key
app.config.from_mapping(SECRET_KEY="dev", DATABASE="app.db")

# ok: framework-secret-key
app.secret_key = os.environ["SECRET_KEY"]

# ok: framework-secret-key
app.config["DATABASE"] = "app.db"
