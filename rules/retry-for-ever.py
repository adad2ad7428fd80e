import time


def fetched(client):
    # ruleid: retry-for-ever
    while True:
        try:
            return client.get()
        except Exception:
            continue


def connected(client):
    # ruleid: retry-for-ever
    while True:
        try:
            client.connect()
            break
        except:
            pass


def patiently_fetched(client):
    # ok: retry-for-ever
    for attempt in range(5):
        try:
            return client.get()
        except ConnectionError:
            time.sleep(2**attempt)


def read(stream):
    # ok: retry-for-ever
    while True:
        try:
            yield next(stream)
        except StopIteration:
            return
