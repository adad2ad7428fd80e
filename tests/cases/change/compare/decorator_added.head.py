class C:
    @staticmethod
    def m(self): return 1
