import os
from pathlib import Path

from flask import Flask, request, send_file
from werkzeug.utils import secure_filename

app = Flask(__name__)
UPLOADS = "/srv/uploads"


@app.route("/download")
def download():
    name = request.args.get("name")
    # ruleid: path-traversal
    return send_file(os.path.join(UPLOADS, name))


@app.route("/notes/<path:name>")
def note(name):
    # ruleid: path-traversal
    with open(f"{UPLOADS}/{name}") as file:
        return file.read()


@app.post("/upload")
def upload():
    file = request.files["file"]
    # ruleid: path-traversal
    file.save(os.path.join(UPLOADS, file.filename))


@app.post("/upload/safe")
def safe_upload():
    file = request.files["file"]
    # ok: path-traversal
    file.save(os.path.join(UPLOADS, secure_filename(file.filename)))


@app.route("/last/<path:name>")
def last_component(name):
    # ok: path-traversal
    with open(os.path.join(UPLOADS, os.path.basename(name))) as file:
        return file.read()


@app.route("/page/<number>")
def page(number):
    # ok: path-traversal
    return open(f"{UPLOADS}/{int(number)}.txt").read()


def not_a_handler(path):
    # ok: path-traversal
    return Path(path).read_text()
