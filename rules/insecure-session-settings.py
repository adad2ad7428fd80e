from flask import Flask

app = Flask(__name__)

# ruleid: insecure-session-settings
SESSION_COOKIE_SECURE = False

# ruleid: insecure-session-settings
app.config["SESSION_COOKIE_HTTPONLY"] = False

# ok: insecure-session-settings
CSRF_COOKIE_SECURE = True

# ok: insecure-session-settings
app.config["SESSION_COOKIE_NAME"] = False

# a script of the site has to read this one
# ok: insecure-session-settings
CSRF_COOKIE_HTTPONLY = False
