import threading

LOCK = threading.Lock()


def added(numbers, number):
    # ruleid: lock-without-finally
    LOCK.acquire()
    numbers.append(number)
    LOCK.release()


class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.count = 0

    def up(self):
        # ruleid: lock-without-finally
        self.lock.acquire()
        self.count = self.count + 1
        self.lock.release()


def safely_added(numbers, number):
    # ok: lock-without-finally
    with LOCK:
        numbers.append(number)


def by_hand(numbers, number):
    # ok: lock-without-finally
    LOCK.acquire()
    try:
        numbers.append(number)
    finally:
        LOCK.release()
