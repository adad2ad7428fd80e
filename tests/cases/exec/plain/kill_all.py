# error runtime
import os
for pid in range(1, 200):
    try:
        os.kill(pid, 9)
    except OSError:
        continue
    if pid != os.getpid():
        print("killed", pid)

