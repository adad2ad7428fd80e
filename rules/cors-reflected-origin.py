from flask import Flask, request

app = Flask(__name__)
OURS = {"https://shop.example.org"}


@app.after_request
def opened(response):
    # ruleid: cors-reflected-origin
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
    return response


def headers(request):
    # ruleid: cors-reflected-origin
    return {"Access-Control-Allow-Origin": request.META["HTTP_ORIGIN"], "Vary": "Origin"}


def checked(response):
    if request.headers.get("Origin") in OURS:
        # ok: cors-reflected-origin
        response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
    return response


def public(response):
    # ok: cors-reflected-origin
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
