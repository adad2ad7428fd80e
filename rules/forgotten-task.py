import asyncio


async def work():
    await asyncio.sleep(0)


async def started():
    # ruleid: forgotten-task
    asyncio.create_task(work())


async def started_too():
    # ruleid: forgotten-task
    asyncio.ensure_future(work())
    await asyncio.sleep(1)


async def kept():
    # ok: forgotten-task
    task = asyncio.create_task(work())
    await task


async def gathered():
    # ok: forgotten-task
    await asyncio.gather(*[asyncio.create_task(work()) for _ in range(3)])


async def grouped():
    async with asyncio.TaskGroup() as group:
        # ok: forgotten-task
        group.create_task(work())
