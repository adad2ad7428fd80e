from flask import Flask, make_response

app = Flask(__name__)


@app.route("/login")
def login():
    response = make_response("ok")
    # ruleid: cookie-without-secure
    response.set_cookie("session", new_session())
    # ruleid: cookie-without-secure
    response.set_cookie("remember", new_session(), httponly=True)
    return response


@app.route("/login/safe")
def safe_login():
    response = make_response("ok")
    # ok: cookie-without-secure
    response.set_cookie("session", new_session(), secure=True, httponly=True)
    return response


def with_settings(response, settings):
    # ok: cookie-without-secure
    response.set_cookie("session", new_session(), **settings)
    # ok: cookie-without-secure
    response.set_cookie("theme", "dark", secure=app.config["SECURE"])


def new_session():
    return "value"
