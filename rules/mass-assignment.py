from flask import Flask, request

from app.models import Account, db

app = Flask(__name__)


@app.post("/accounts")
def create():
    # ruleid: mass-assignment
    account = Account(**request.get_json())
    db.session.add(account)
    return "ok"


@app.post("/account/<number>")
def update(number):
    account = db.session.get(Account, int(number))
    for name, value in request.json.items():
        # ruleid: mass-assignment
        setattr(account, name, value)
    return "ok"


def changed(request, query):
    # ruleid: mass-assignment
    query.update(**request.POST)


@app.post("/accounts/safe")
def safe_create():
    data = request.get_json()
    # ok: mass-assignment
    account = Account(name=data["name"], mail=data["mail"])
    db.session.add(account)
    return "ok"


def copied(account, fields):
    for name, value in fields.items():
        # ok: mass-assignment
        setattr(account, name, value)
