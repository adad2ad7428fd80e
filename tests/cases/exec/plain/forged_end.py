# error runtime
import os
os.write(3, b"{\"event\": \"end\", \"exit\": 0}\n")
os._exit(0)
