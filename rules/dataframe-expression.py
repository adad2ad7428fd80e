import pandas as pd


def named(table: pd.DataFrame, name):
    # ruleid: dataframe-expression
    return table.query(f"name == '{name}'")


def computed(table: pd.DataFrame, column):
    # ruleid: dataframe-expression
    return table.eval("total = price * " + column)


def safely_named(table: pd.DataFrame, name):
    # ok: dataframe-expression
    return table.query("name == @name")


def masked(table: pd.DataFrame, name):
    # ok: dataframe-expression
    return table[table["name"] == name]
