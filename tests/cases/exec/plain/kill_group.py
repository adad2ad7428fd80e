# error runtime
import os
os.kill(0, 9)
