import urllib.request

import requests
from requests import post


def fetched(url):
    # ruleid: request-without-timeout
    return requests.get(url)


def sent(url, body):
    # ruleid: request-without-timeout
    return post(url, json=body)


def read(url):
    # ruleid: request-without-timeout
    return urllib.request.urlopen(url).read()


def limited(url):
    # ok: request-without-timeout
    return requests.get(url, timeout=5)


def passed_on(url, **options):
    # ok: request-without-timeout
    return requests.get(url, **options)


def limited_read(url):
    # ok: request-without-timeout
    return urllib.request.urlopen(url, timeout=5).read()


def mapping(requests_by_id, key):
    # ok: request-without-timeout
    return requests_by_id.get(key)
