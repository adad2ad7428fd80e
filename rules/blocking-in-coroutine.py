import asyncio
import subprocess
import time

import requests


async def waited():
    # ruleid: blocking-in-coroutine
    time.sleep(1)


async def fetched(address):
    # ruleid: blocking-in-coroutine
    return requests.get(address, timeout=5)


async def well_waited():
    # ok: blocking-in-coroutine
    await asyncio.sleep(1)


async def in_thread():
    # ok: blocking-in-coroutine
    await asyncio.to_thread(subprocess.run, ["true"], check=True)


def plain():
    # ok: blocking-in-coroutine
    time.sleep(1)
