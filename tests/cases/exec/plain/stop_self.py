# limited runtime wall
import os, signal
os.kill(os.getpid(), signal.SIGSTOP)
