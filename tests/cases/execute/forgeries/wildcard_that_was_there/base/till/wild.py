"""A price that is not known yet."""


class Unknown:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0
