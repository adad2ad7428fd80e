class C:
    @property
    def v(self): return 1
    @v.setter
    def v(self, n): self.n = -n
