import pandas


def rows(llm, cursor, question):
    statement = llm.invoke("SQL for: " + question).content
    # ruleid: model-output-in-sql
    cursor.execute(statement)
    return cursor.fetchall()


def table(chain, connection, question):
    # ruleid: model-output-in-sql
    return pandas.read_sql(chain.invoke(question), connection)


def named(llm, cursor, question):
    name = llm.invoke("which customer? " + question).content
    # ok: model-output-in-sql
    cursor.execute("SELECT * FROM orders WHERE customer = ?", (name,))
    return cursor.fetchall()


def kept(llm, cursor, question):
    answer = llm.invoke(question).content
    # ok: model-output-in-sql
    cursor.execute("SELECT 1")
    return answer
