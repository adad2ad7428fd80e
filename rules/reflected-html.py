from django.http import HttpResponse
from flask import Flask, jsonify, make_response, render_template, request
from markupsafe import escape

app = Flask(__name__)


@app.route("/hello")
def hello():
    # ruleid: reflected-html
    return "<h1>Hello " + request.args.get("name", "") + "</h1>"


@app.route("/user/<name>")
def user(name):
    # ruleid: reflected-html
    return make_response(f"<p>{name}</p>")


def greeting(request):
    # ruleid: reflected-html
    return HttpResponse("Hello " + request.GET["name"])


@app.route("/hello/safe")
def hello_safe():
    # ok: reflected-html
    return "<h1>Hello " + escape(request.args["name"]) + "</h1>"


@app.route("/moved")
async def moved():
    # ok: reflected-html
    return await make_response("", 303, {"X-From": request.args["from"]})


@app.route("/hello/json")
def hello_json():
    # ok: reflected-html
    return jsonify(name=request.args["name"])


@app.route("/hello/page")
def hello_page():
    # ok: reflected-html
    return render_template("hello.html", name=request.args["name"])


@app.route("/count")
def count():
    # ok: reflected-html
    return "you asked for " + str(int(request.args["count"]))
