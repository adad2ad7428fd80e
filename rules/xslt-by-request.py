from flask import Flask, request
from lxml import etree

app = Flask(__name__)


@app.post("/transformed")
def transformed():
    style = etree.XML(request.form["style"])
    # ruleid: xslt-by-request
    return str(etree.XSLT(style)(etree.XML("<a/>")))


@app.post("/styled")
def styled():
    style = etree.fromstring(request.data)
    # ruleid: xslt-by-request
    return str(etree.XML("<a/>").xslt(style))


@app.post("/report")
def report():
    style = etree.parse("report.xsl")
    # ok: xslt-by-request
    return str(etree.XSLT(style)(etree.XML("<report/>")))


def applied(style, document):
    # ok: xslt-by-request
    return document.xslt(style)
