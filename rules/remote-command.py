import shlex

import fabric
import paramiko
from flask import Flask, request

app = Flask(__name__)
client = paramiko.SSHClient()


def listed(folder):
    # ruleid: remote-command
    return client.exec_command("ls " + folder)


@app.route("/run")
def run():
    # ruleid: remote-command
    return str(client.exec_command(request.args["command"]))


def restarted(host, service):
    # ruleid: remote-command
    fabric.Connection(host).sudo(f"systemctl restart {service}")


def safely_listed(folder):
    command = shlex.join(["ls", folder])
    # ok: remote-command
    return client.exec_command(command)


def uptime():
    # ok: remote-command
    return client.exec_command("uptime")
