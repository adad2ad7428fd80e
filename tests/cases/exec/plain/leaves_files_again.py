# completed
import os
assert os.listdir("/tmp") == [], os.listdir("/tmp")
assert os.listdir("/dev/shm") == [], os.listdir("/dev/shm")
