# ok
# ok
x = "ÿ"
