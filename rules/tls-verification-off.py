import ssl

import httpx
import requests


def fetched(url):
    # ruleid: tls-verification-off
    return requests.get(url, verify=False, timeout=5)


def client():
    # ruleid: tls-verification-off
    return httpx.Client(verify=False)


def session():
    one = requests.Session()
    # ruleid: tls-verification-off
    one.verify = False
    return one


def context():
    made = ssl.create_default_context()
    # ruleid: tls-verification-off
    made.check_hostname = False
    # ruleid: tls-verification-off
    made.verify_mode = ssl.CERT_NONE
    return made


def with_authority(url):
    # ok: tls-verification-off
    return requests.get(url, verify="ca.pem", timeout=5)


def by_default(url):
    # ok: tls-verification-off
    return httpx.get(url)


def required():
    made = ssl.create_default_context()
    # ok: tls-verification-off
    made.verify_mode = ssl.CERT_REQUIRED
    return made


def another_verify(signature):
    # ok: tls-verification-off
    return signature.check(verify=False)
