from langchain_community.vectorstores import FAISS
from langchain_experimental.agents import create_pandas_dataframe_agent
from langchain_experimental.tools import PythonREPLTool


def agent(llm, table):
    # ruleid: dangerous-agent-option
    return create_pandas_dataframe_agent(llm, table, allow_dangerous_code=True)


def store(path, embeddings):
    # ruleid: dangerous-agent-option
    return FAISS.load_local(path, embeddings, allow_dangerous_deserialization=True)


# ruleid: dangerous-agent-option
TOOLS = [PythonREPLTool()]


def safe_agent(llm, table):
    # ok: dangerous-agent-option
    return create_pandas_dataframe_agent(llm, table)


def safe_store(path, embeddings, allowed):
    # ok: dangerous-agent-option
    return FAISS.load_local(path, embeddings, allow_dangerous_deserialization=False)
