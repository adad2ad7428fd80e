import time

from flask import Flask, request

app = Flask(__name__)
LIMIT = 1000


@app.route("/numbers")
def numbers():
    # ruleid: unbounded-by-request
    return str([number * number for number in range(int(request.args["count"]))])


@app.route("/wait/<seconds>")
def wait(seconds):
    # ruleid: unbounded-by-request
    time.sleep(float(seconds))
    return "ok"


@app.route("/numbers/bounded")
def bounded():
    # ok: unbounded-by-request
    return str(list(range(min(int(request.args["count"]), LIMIT))))


@app.route("/line")
def line():
    width = int(request.args["width"])
    if width > LIMIT:
        return "no", 400
    # ok: unbounded-by-request
    return "-" * width
