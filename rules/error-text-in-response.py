import traceback

from fastapi import FastAPI, HTTPException
from flask import Flask, jsonify

app = Flask(__name__)
api = FastAPI()


@app.route("/total")
def total():
    try:
        return str(add_up())
    except Exception as error:
        # ruleid: error-text-in-response
        return jsonify({"error": str(error)}), 500


@app.route("/report")
def report():
    try:
        return str(add_up())
    except ValueError:
        # ruleid: error-text-in-response
        return f"<pre>{traceback.format_exc()}</pre>"


@api.get("/items")
def items():
    try:
        return add_up()
    except Exception as error:
        # ruleid: error-text-in-response
        raise HTTPException(status_code=500, detail=str(error))


def add_up():
    try:
        return 1
    except ValueError as error:
        # ok: error-text-in-response
        return str(error)


@app.route("/total/safe")
def safe_total():
    try:
        return str(add_up())
    except Exception as error:
        app.logger.exception("no total: %r", error)
        # ok: error-text-in-response
        return jsonify({"error": "the total is not available"}), 500
