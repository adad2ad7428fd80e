import string

from flask import Flask, request

app = Flask(__name__)


@app.route("/greeting")
def greeting():
    wish = request.args["text"]
    # ruleid: format-by-request
    return wish.format(user=app)


@app.route("/letter/<text>")
def letter(text):
    # ruleid: format-by-request
    return ("Dear " + text).format_map(vars(app))


@app.route("/safe")
def safe():
    # ok: format-by-request
    return "Hello {}".format(request.args["name"])


@app.route("/template")
def template():
    # ok: format-by-request
    return string.Template(request.args["text"]).safe_substitute(name="Ada")
