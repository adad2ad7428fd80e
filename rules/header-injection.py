from flask import Flask, Response, make_response, request

app = Flask(__name__)
LANGUAGES = {"en", "de"}


@app.route("/language")
def language():
    response = make_response("ok")
    # ruleid: header-injection
    response.headers["Content-Language"] = request.args["language"]
    return response


@app.route("/download/<name>")
def download(name):
    response = Response("text")
    # ruleid: header-injection
    response.headers.add("Content-Disposition", f"attachment; filename={name}")
    return response


@app.route("/age")
def age():
    response = make_response("ok")
    # ok: header-injection
    response.headers["Cache-Control"] = f"max-age={int(request.args['age'])}"
    return response


@app.route("/fixed")
def fixed():
    response = make_response(request.args["text"])
    # ok: header-injection
    response.headers["Content-Type"] = "text/plain"
    return response
