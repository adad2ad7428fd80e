import socket

from flask import Flask, request

app = Flask(__name__)
SERVERS = {"north": ("north.example.org", 7000)}


@app.route("/open")
def opened():
    link = socket.socket()
    # ruleid: socket-address-by-request
    link.connect((request.args["host"], int(request.args["port"])))
    return "ok"


@app.route("/listen/<port>")
def listen(port):
    # ruleid: socket-address-by-request
    return str(socket.create_server(("127.0.0.1", int(port))))


@app.route("/server")
def server():
    # ok: socket-address-by-request
    return str(socket.create_connection(SERVERS.get("north")))


def reached(host, port):
    # ok: socket-address-by-request
    return socket.create_connection((host, port))
