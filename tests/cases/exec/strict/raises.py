# error runtime
raise ValueError("mine")
