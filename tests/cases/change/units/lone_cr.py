a = 1b = 2def third():    return 3

def fifth():
    return " "
