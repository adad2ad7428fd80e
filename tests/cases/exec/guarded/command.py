# blocked policy
import subprocess
subprocess.run(["true"])
