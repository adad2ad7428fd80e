import asyncio
import subprocess

from flask import Flask, request

app = Flask(__name__)


@app.route("/clone")
def clone():
    # ruleid: argument-injection
    subprocess.run(["git", "clone", request.args["url"]], check=True)
    return "ok"


@app.route("/resolve/<host>")
async def resolve(host):
    # ruleid: argument-injection
    await asyncio.create_subprocess_exec("dig", host)
    return "ok"


@app.route("/clone/safe")
def safe_clone():
    # ok: argument-injection
    subprocess.run(["git", "clone", "--", request.args["url"]], check=True)
    return "ok"


@app.route("/page")
def page():
    # ok: argument-injection
    subprocess.run(["pdftotext", "-l", str(int(request.args["last"]))], check=True)
    return "ok"


def cloned(url):
    # ok: argument-injection
    subprocess.run(["git", "clone", url], check=True)
