class New:
    x = 1

    def m(self):
        return 1
