from fastapi import Depends, FastAPI
from flask import Flask
from flask_login import login_required

app = Flask(__name__)
api = FastAPI()


# ruleid: missing-authentication
@app.route("/admin/users/delete/<name>")
def remove(name):
    return delete(name)


# ruleid: missing-authentication
@api.post("/transfer")
def transfer(amount: int, target: str):
    return send(amount, target)


# ok: missing-authentication
@app.route("/admin")
@login_required
def overview():
    return "users"


# ok: missing-authentication
@api.delete("/admin/users/{name}")
def removed(name: str, user=Depends(staff)):
    return delete(name)


# ok: missing-authentication
@app.route("/administrative-districts")
def districts():
    return "list"
