import xml.etree.ElementTree as ET

import defusedxml.ElementTree
from flask import Flask, request
from lxml import etree

app = Flask(__name__)


@app.post("/order")
def order():
    # ruleid: xml-from-request
    return ET.fromstring(request.data).tag


@app.post("/invoice")
def invoice():
    # ruleid: xml-from-request
    return etree.fromstring(request.form["invoice"]).tag


@app.post("/order/safe")
def safe_order():
    # ok: xml-from-request
    return defusedxml.ElementTree.fromstring(request.data).tag


def settings(path):
    # ok: xml-from-request
    return ET.parse(path).getroot()
