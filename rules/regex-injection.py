import re

from flask import Flask, request

app = Flask(__name__)


@app.route("/search")
def search():
    # ruleid: regex-injection
    return str(re.findall(request.args["expression"], "text"))


@app.route("/lines/<word>")
def lines(word):
    # ruleid: regex-injection
    wanted = re.compile(r"\b" + word + r"\b")
    return str(wanted.search("text"))


@app.route("/words")
def words():
    # ok: regex-injection
    return str(re.findall(re.escape(request.args["word"]), "text"))


@app.route("/valid")
def valid():
    # ok: regex-injection
    return str(re.fullmatch(r"[a-z]+", request.args["name"]))
