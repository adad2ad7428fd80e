import shlex
import subprocess

from langchain_core.tools import tool
from mcp.server.fastmcp import FastMCP

server = FastMCP("box")


@tool
def shell(command: str) -> str:
    """Run a command."""
    # ruleid: tool-parameter-executed
    return subprocess.run(command, shell=True, capture_output=True, text=True).stdout


@server.tool()
def calculate(expression: str) -> str:
    """Calculate."""
    # ruleid: tool-parameter-executed
    return str(eval(expression))


@server.tool()
def count(path: str) -> str:
    """Count lines."""
    # ok: tool-parameter-executed
    return subprocess.run(f"wc -l {shlex.quote(path)}", shell=True, capture_output=True, text=True).stdout


def own(command):
    # ok: tool-parameter-executed
    return subprocess.run(command, shell=True)
