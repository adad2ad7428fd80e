import json
import pickle

import dill
import yaml


def session(cookie):
    # ruleid: unsafe-deserialization
    return pickle.loads(cookie)


def settings(text):
    # ruleid: unsafe-deserialization
    return yaml.load(text, Loader=yaml.Loader)


def full(text):
    # ruleid: unsafe-deserialization
    return yaml.unsafe_load(text)


def model(path):
    # ruleid: unsafe-deserialization
    return dill.load(path.open("rb"))


def safe_settings(text):
    # ok: unsafe-deserialization
    return yaml.safe_load(text)


def safe_loader(text):
    # ok: unsafe-deserialization
    return yaml.load(text, Loader=yaml.SafeLoader)


def safe_loader_by_position(text):
    # ok: unsafe-deserialization
    return yaml.load(text, yaml.CSafeLoader)


def weights(path):
    # ok: unsafe-deserialization
    return json.loads(path.read_text())


def written(value):
    # ok: unsafe-deserialization
    return pickle.dumps(value), json.loads("{}")
