import threading
import time


def test_it():
    threading.Thread(target=time.sleep, args=(600,)).start()
