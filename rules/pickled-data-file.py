import joblib
import pandas as pd


def table(path):
    # ruleid: pickled-data-file
    return pd.read_pickle(path)


def model(path):
    # ruleid: pickled-data-file
    return joblib.load(path)


def safe_table(path):
    # ok: pickled-data-file
    return pd.read_parquet(path)


def kept(model, path):
    # ok: pickled-data-file
    joblib.dump(model, path)
