import os, sys
def f(): return 1
