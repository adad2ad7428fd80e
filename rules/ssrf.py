import httpx
import requests
from fastapi import FastAPI
from flask import Flask, request
from urllib.parse import quote

app = Flask(__name__)
api = FastAPI()
MIRRORS = {"north": "https://north.example.org", "south": "https://south.example.org"}


@app.route("/preview")
def preview():
    address = request.args["url"]
    # ruleid: ssrf
    return requests.get(address, timeout=5).text


@api.get("/proxy")
async def proxy(target: str):
    # ruleid: ssrf
    return httpx.get(f"https://{target}/status").json()


@app.route("/mirror")
def mirror():
    # ok: ssrf
    return requests.get(MIRRORS[request.args["mirror"]], timeout=5).text


@app.route("/profile")
def profile():
    name = quote(request.args["name"], safe="")
    # ok: ssrf
    return requests.get("https://api.example.org/users/" + name, timeout=5).text


def fetched(address):
    # ok: ssrf
    return requests.get(address, timeout=5).text
