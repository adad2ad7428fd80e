import smtplib
from ftplib import FTP, FTP_TLS

import requests


def user(name, password):
    # ruleid: cleartext-credentials
    return requests.get("http://api.example.org/me", auth=(name, password), timeout=5)


def listed(host, name, password):
    # ruleid: cleartext-credentials
    return FTP(host, name, password).nlst()


def safe_user(name, password):
    # ok: cleartext-credentials
    return requests.get("https://api.example.org/me", auth=(name, password), timeout=5)


def safely_listed(host, name, password):
    # ok: cleartext-credentials
    return FTP_TLS(host, name, password).nlst()


def sent(host, name, password):
    # ok: cleartext-credentials
    server = smtplib.SMTP(host)
    server.starttls()
    server.login(name, password)
