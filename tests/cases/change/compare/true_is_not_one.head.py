x = True
y = 1.0
z = -0.0
