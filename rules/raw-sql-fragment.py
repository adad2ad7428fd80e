from django.db.models.expressions import RawSQL
from sqlalchemy import literal_column


def named(query, name):
    # ruleid: raw-sql-fragment
    return query.extra(where=[f"name = '{name}'"])


def ranked(query, column):
    # ruleid: raw-sql-fragment
    return query.annotate(rank=RawSQL("rank_of(%s)" % column, []))


def sorted_by(statement, column):
    # ruleid: raw-sql-fragment
    return statement.order_by(literal_column("lower(" + column + ")"))


def safely_named(query, name):
    # ok: raw-sql-fragment
    return query.extra(where=["name = %s"], params=[name])


def safely_ranked(query, column):
    # ok: raw-sql-fragment
    return query.annotate(rank=RawSQL("rank_of(%s)", [column]))
