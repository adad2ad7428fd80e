# blocked policy
print(().__class__.__bases__)
