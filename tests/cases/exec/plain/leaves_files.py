# completed
import os
os.makedirs("/tmp/deep/er", mode=0o700)
open("/tmp/deep/er/file", "w").write("left")
os.chmod("/tmp/deep/er", 0)
os.chmod("/tmp/deep", 0)
open("/dev/shm/left", "w").write("left")
