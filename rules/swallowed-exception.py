import contextlib
import logging


def saved(store, value):
    # ruleid: swallowed-exception
    try:
        store.save(value)
    except Exception:
        pass


def tried(store):
    # ruleid: swallowed-exception
    try:
        store.load()
    except:
        pass


def each(stores):
    for store in stores:
        # ruleid: swallowed-exception
        try:
            store.flush()
        except BaseException as error:
            continue


def expected(store, key):
    # ok: swallowed-exception
    try:
        del store[key]
    except KeyError:
        pass


def logged(store):
    # ok: swallowed-exception
    try:
        store.load()
    except Exception:
        logging.exception("cannot load")


def undone(store, value):
    # ok: swallowed-exception
    try:
        store.save(value)
    except Exception as error:
        store.failed = error
        try:
            store.close()
        except OSError:
            pass


def said(store, key):
    # ok: swallowed-exception
    with contextlib.suppress(KeyError):
        del store[key]
