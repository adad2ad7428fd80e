x = 16
y = "ab"
z = "s"
