# error runtime
class Odd(BaseException):
    def __str__(self):
        raise self
raise Odd
