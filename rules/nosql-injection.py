import json

from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
users = MongoClient().app.users


@app.post("/login")
def login():
    # ruleid: nosql-injection
    return str(users.find_one({"name": request.json["name"], "password": request.json["password"]}))


@app.post("/search")
def search():
    query = json.loads(request.args["query"])
    # ruleid: nosql-injection
    return str(list(users.find(query)))


@app.post("/user")
def user():
    # ok: nosql-injection
    return str(users.find_one({"name": str(request.json["name"])}))


def by_age(age):
    # ok: nosql-injection
    return users.find({"age": {"$gt": age}})
