import asyncio
import os

from flask import Flask

app = Flask(__name__)


def main():
    # ruleid: debug-server
    app.run(host="0.0.0.0", debug=True)


def configured():
    # ruleid: debug-server
    app.config["DEBUG"] = True
    # ruleid: debug-server
    app.debug = True


def production():
    # ok: debug-server
    app.run(debug=False)


def from_environment():
    # ok: debug-server
    app.run(debug=os.environ.get("FLASK_DEBUG") == "1")


def event_loop(main_task):
    # ok: debug-server
    asyncio.run(main_task(), debug=True)
