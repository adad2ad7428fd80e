if Y:
    def f(): return 1
