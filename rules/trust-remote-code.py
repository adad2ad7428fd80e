import torch
from transformers import AutoModel


def model(name):
    # ruleid: trust-remote-code
    return AutoModel.from_pretrained(name, trust_remote_code=True)


def hub(name):
    # ruleid: trust-remote-code
    return torch.hub.load(name, "model", trust_repo=True)


def safe_model(name):
    # ok: trust-remote-code
    return AutoModel.from_pretrained(name)


def pinned(name):
    # ok: trust-remote-code
    return AutoModel.from_pretrained(name, trust_remote_code=True, revision="5c4f1b2a9d0e")
