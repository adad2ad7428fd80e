class C:
    x = 2
    def m(self): return 1
