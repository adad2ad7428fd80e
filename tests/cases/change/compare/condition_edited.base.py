if X:
    def f(): return 1
