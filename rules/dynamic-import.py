import importlib

import exports
from flask import Flask, request

app = Flask(__name__)
EXPORTS = {"csv": exports.as_csv, "json": exports.as_json}


@app.route("/plugin/<name>")
def plugin(name):
    # ruleid: dynamic-import
    return importlib.import_module("plugins." + name).page()


@app.route("/export")
def export():
    # ruleid: dynamic-import
    return getattr(exports, request.args["format"])()


@app.route("/export/safe")
def safe_export():
    # ok: dynamic-import
    return EXPORTS[request.args["format"]]()


def loaded(name):
    # ok: dynamic-import
    return importlib.import_module(name)
