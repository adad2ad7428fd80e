import logging

from flask import Flask, request

app = Flask(__name__)
log = logging.getLogger(__name__)


@app.route("/login")
def login():
    name = request.args["name"]
    # ruleid: log-injection
    app.logger.info("login of " + name)
    # ruleid: log-injection
    log.warning("no such user: %s", name)
    return "ok"


@app.route("/login/safe")
def login_safe():
    name = request.args["name"]
    # ok: log-injection
    log.info("login of " + repr(name))
    line = name.replace("\n", " ")
    # ok: log-injection
    log.warning("no such user: %s", line)
    return "ok"


def known(name):
    # ok: log-injection
    log.info("known: %s", name)
