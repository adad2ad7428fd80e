import sqlite3

from sqlalchemy import text


def by_name(cursor, name):
    # ruleid: sql-injection
    cursor.execute(f"SELECT * FROM users WHERE name = '{name}'")


def by_id(cursor, number):
    query = "SELECT * FROM users WHERE id = %s" % number
    # ruleid: sql-injection
    cursor.execute(query)


def removed(connection: sqlite3.Connection, table):
    # ruleid: sql-injection
    connection.executescript("DROP TABLE {}".format(table))


def ordered(session, column):
    # ruleid: sql-injection
    session.scalars(text("SELECT * FROM users ORDER BY " + column))


def by_parameter(cursor, name):
    # ok: sql-injection
    cursor.execute("SELECT * FROM users WHERE name = ?", (name,))


def wrapped_constant(cursor, name):
    query = "SELECT * FROM users " "WHERE name = %(name)s"
    # ok: sql-injection
    cursor.execute(query, {"name": name})


def joined_constants(cursor):
    # ok: sql-injection
    cursor.execute("SELECT * " + "FROM users")


def logged(cursor, log, name):
    log.info(f"looking for {name}")
    # ok: sql-injection
    cursor.execute("SELECT 1")
