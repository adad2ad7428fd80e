from flask import Flask, request

app = Flask(__name__)


@app.route("/admin")
def admin():
    # ruleid: forwarded-address-trusted
    if request.headers.get("X-Forwarded-For", "").startswith("10."):
        return "welcome"
    return "no", 403


def client_address(request):
    # ruleid: forwarded-address-trusted
    return request.META["HTTP_X_FORWARDED_FOR"].split(",")[0]


@app.route("/address")
def address():
    # ok: forwarded-address-trusted
    return str(request.remote_addr)


@app.route("/agent")
def agent():
    # ok: forwarded-address-trusted
    return request.headers.get("User-Agent", "")
