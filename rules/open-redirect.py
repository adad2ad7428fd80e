from django.http import HttpResponseRedirect
from flask import Flask, redirect, request, url_for

app = Flask(__name__)
PAGES = {"home": "/", "help": "/help"}


@app.route("/login")
def login():
    # ruleid: open-redirect
    return redirect(request.args.get("next"))


def after_payment(request):
    target = request.GET["return_to"]
    # ruleid: open-redirect
    return HttpResponseRedirect(target)


@app.route("/page")
def page():
    # ok: open-redirect
    return redirect(PAGES[request.args["page"]])


@app.route("/item")
def item():
    # ok: open-redirect
    return redirect(url_for("item_by_name", name=request.args["name"]))


@app.route("/old")
def old():
    # ok: open-redirect
    return redirect("/new")
