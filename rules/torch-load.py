import torch
from safetensors.torch import load_file


def weights(path):
    # ruleid: torch-load
    return torch.load(path, map_location="cpu")


def everything(path):
    # ruleid: torch-load
    return torch.load(path, weights_only=False)


def safe_weights(path):
    # ok: torch-load
    return torch.load(path, weights_only=True)


def tensors(path):
    # ok: torch-load
    return load_file(path)
