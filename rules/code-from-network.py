import subprocess
import urllib.request

import requests


def plugin(address):
    # ruleid: code-from-network
    exec(requests.get(address, timeout=5).text)


def installer(address):
    script = urllib.request.urlopen(address, timeout=5).read()
    # ruleid: code-from-network
    subprocess.run(["sh", "-c", script], check=True)


def page(address):
    # ok: code-from-network
    return requests.get(address, timeout=5).text


def version(address):
    # ok: code-from-network
    return requests.get(address, timeout=5).json()["version"]
