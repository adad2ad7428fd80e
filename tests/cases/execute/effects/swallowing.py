"""Handlers that would take anything."""

import contextlib
import os


def bare():
    try:
        os.system("true")
    except:
        return "swallowed"


def base():
    try:
        os.system("true")
    except (ValueError, BaseException) as error:
        return "swallowed"
    finally:
        pass


def suppressing():
    with contextlib.suppress(BaseException):
        os.system("true")
    return "suppressed"


def narrow():
    try:
        raise ValueError
    except ValueError:
        return "handled"
    except BaseException:
        return "swallowed"
