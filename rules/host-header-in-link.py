from flask import Flask, request

app = Flask(__name__)
HOST = "https://shop.example.org"


def reset_link(token):
    # ruleid: host-header-in-link
    return f"https://{request.host}/reset/{token}"


def activation(request, key):
    # ruleid: host-header-in-link
    return "https://" + request.get_host() + "/activate/" + key


def confirmation(self, key):
    # ruleid: host-header-in-link
    return f"https://{self.request.host}/confirm/{key}"


def authority(self):
    # ok: host-header-in-link
    return f"{self.host}:{self.port}"


def safe_reset_link(token):
    # ok: host-header-in-link
    return f"{HOST}/reset/{token}"


def is_ours(request):
    # ok: host-header-in-link
    return request.get_host() == "shop.example.org"
