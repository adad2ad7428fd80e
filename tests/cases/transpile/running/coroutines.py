"""What generated programs do with asyncio, in an order that the waits decide and nothing else does."""

import asyncio
from asyncio import Queue, gather

told = []


async def worker(name, queue):
    while True:
        item = await queue.get()
        await asyncio.sleep(0)
        told.append((name, item))
        queue.task_done()


async def double(number):
    await asyncio.sleep(0)
    if number == 3:
        raise ValueError(number)
    return 2 * number


async def numbers(count):
    for number in range(count):
        yield number
        await asyncio.sleep(0)


async def queues():
    queue = Queue(maxsize=2)
    tasks = [asyncio.create_task(worker(f"worker {number}", queue)) for number in range(2)]
    for number in range(5):
        await queue.put(number)
    await queue.join()
    for task in tasks:
        print(task.done(), task.cancel())
    ended = await gather(*tasks, return_exceptions=True)
    print(sorted(item for _, item in told), [type(one).__name__ for one in ended], [task.cancelled() for task in tasks])
    try:
        queue.get_nowait()
    except asyncio.QueueEmpty:
        print("empty", queue.empty())


async def results():
    print(await gather(double(1), double(2)), await gather())
    print([repr(one) for one in await gather(double(1), double(3), return_exceptions=True)])
    try:
        await gather(double(1), double(3))
    except ValueError as error:
        print("raised", error)
    task = asyncio.create_task(double(3))
    for _ in range(5):
        await asyncio.sleep(0)
    print(task.done(), repr(task.exception()))
    try:
        task.result()
    except ValueError as error:
        print("again", error)
    print([number async for number in numbers(3)])


async def stubborn():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("cleaning up")
        await asyncio.sleep(0)
        raise
    finally:
        print("finally")


async def times():
    try:
        await asyncio.wait_for(stubborn(), timeout=0.01)
    except asyncio.TimeoutError:
        print("too late")
    print(await asyncio.wait_for(double(4), timeout=1), await asyncio.wait_for(double(5), None))
    try:
        await asyncio.wait_for(double(3), 1)
    except ValueError as error:
        print("through", error)
    try:
        await asyncio.sleep(1 / 0)
    except ZeroDivisionError:
        print("not that long")


async def turns():
    order = []
    semaphore, lock, event = asyncio.Semaphore(2), asyncio.Lock(), asyncio.Event()

    async def inside(name):
        async with semaphore:
            order.append(f"{name} in")
            await asyncio.sleep(0)
            order.append(f"{name} out")

    async def last():
        await event.wait()
        order.append("last")

    waiting = asyncio.create_task(last())
    await gather(*(inside(name) for name in "abc"))
    async with lock:
        order.append(str(lock.locked()))
    event.set()
    await waiting
    print(sorted(order), order[-1], lock.locked(), event.is_set())
    try:
        lock.release()
    except RuntimeError as error:
        print(error)


class Later:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        yield from asyncio.sleep(0.001).__await__()
        return self.value


async def odd():
    print(await Later(7))

    class Bad:
        def __await__(self):
            yield 3

    try:
        await Bad()
    except RuntimeError:
        print("nothing to wait for")
    coroutine = double(1)
    try:
        asyncio.run(coroutine)
    except RuntimeError as error:
        print(error)
    coroutine.close()


async def left_behind():
    asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    return "the end"


for part in (queues, results, times, turns, odd):
    asyncio.run(part())
print(asyncio.run(left_behind()))
coroutine = double(1)
print(asyncio.iscoroutine(coroutine), asyncio.iscoroutinefunction(double), asyncio.iscoroutinefunction(print))
coroutine.close()
try:
    asyncio.create_task(coroutine)
except RuntimeError as error:
    print(error)
