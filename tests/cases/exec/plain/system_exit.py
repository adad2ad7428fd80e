# error runtime
import sys
sys.exit(0)
