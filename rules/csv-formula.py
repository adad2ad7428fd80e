import csv

from flask import Flask, request

app = Flask(__name__)


@app.route("/append")
def append():
    with open("answers.csv", "a", newline="") as file:
        # ruleid: csv-formula
        csv.writer(file).writerow([request.args["name"], request.args["answer"]])
    return "ok"


@app.post("/rows")
def rows():
    writer = csv.writer(open("answers.csv", "a"))
    # ruleid: csv-formula
    writer.writerows(request.get_json())
    return "ok"


@app.route("/number")
def number():
    with open("answers.csv", "a", newline="") as file:
        # ok: csv-formula
        csv.writer(file).writerow([int(request.args["number"])])
    return "ok"


def defused(value):
    return "'" + value if value.startswith(("=", "+", "-", "@")) else value


@app.route("/defused")
def append_defused():
    with open("answers.csv", "a", newline="") as file:
        # ok: csv-formula
        csv.writer(file).writerow([defused(request.args["answer"])])
    return "ok"
