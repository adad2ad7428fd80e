"""Network: modules, functions inside, lazily imported."""

import http.client  # expect: network http.client
import socket as net  # expect: network socket
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import urlopen  # expect: network urllib.request.urlopen

import requests  # expect: network requests

if TYPE_CHECKING:
    import ftplib

    def only_for_types(x: ftplib.FTP): ...


def direct(url):
    urlopen(url)  # expect: network urllib.request.urlopen in direct
    requests.get(url)  # expect: network requests.get in direct
    return http.client.HTTPSConnection(url)  # expect: network http.client.HTTPSConnection


def indirect(url):
    import smtplib as mail  # expect: network smtplib in indirect

    mail.SMTP(url)  # expect: network smtplib.SMTP
    connect = net.create_connection  # expect: network socket.create_connection
    return connect(url)  # expect: network socket.create_connection


def obscure(url):
    import importlib
    import sys

    importlib.import_module("soc" "ket").socket()  # expect: network socket; network socket.socket; dynamic-code importlib.import_module
    sys.modules["socket"].socket()  # expect: network socket; network socket.socket; reflection sys.modules
    sys.modules.get("socket").socket()  # expect: network socket; network socket.socket; reflection sys.modules
    globals()["net"].socket()  # expect: network socket; network socket.socket; reflection globals
    return f"{net.gethostbyname(url)}"  # expect: network socket.gethostbyname in obscure


def near(socket, requests, self):
    socket.socket()
    requests.get("x")
    self.http.client()
    return urlsplit("x"), HTTPStatus.OK
