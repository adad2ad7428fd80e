from flask import Flask, request

app = Flask(__name__)


@app.route("/average")
def average():
    count = int(request.args["count"])
    # ruleid: division-by-request
    return str(100 / count)


@app.route("/share/<parts>")
def share(parts):
    # ruleid: division-by-request
    return str(100 // int(parts))


@app.route("/checked")
def checked():
    count = int(request.args["count"])
    if count == 0:
        return "no", 400
    # ok: division-by-request
    return str(100 / count)


@app.route("/caught")
def caught():
    try:
        # ok: division-by-request
        return str(100 / float(request.args["count"]))
    except ZeroDivisionError:
        return "no", 400


@app.route("/half")
def half():
    # ok: division-by-request
    return str(int(request.args["count"]) / 2)
