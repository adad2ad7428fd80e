import numpy
import numpy as np


def table(path):
    # ruleid: numpy-allow-pickle
    return np.load(path, allow_pickle=True)


def one(file):
    # ruleid: numpy-allow-pickle
    return numpy.lib.format.read_array(file, allow_pickle=True)


def safe_table(path):
    # ok: numpy-allow-pickle
    return np.load(path)


def without(path):
    # ok: numpy-allow-pickle
    return np.load(path, allow_pickle=False)
