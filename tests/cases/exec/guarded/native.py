# blocked policy
import ctypes
ctypes.CDLL(None)
