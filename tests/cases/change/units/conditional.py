import sys

if sys.version_info >= (3, 12):

    def chosen(): ...

elif sys.platform == "win32":

    def chosen(): ...

else:

    class chosen: ...


try:
    import fast
except ImportError:

    def fallback(): ...

else:

    def found(): ...

finally:

    def always(): ...


for index in range(2):

    def looped(): ...

else:

    def exhausted(): ...


while False:

    def never(): ...


with open(__file__) as file:

    def held(): ...


match sys.argv:
    case []:

        def matched(): ...

    case _:

        def matched(): ...


class Conditional:
    if True:

        def method(self): ...

    else:

        def method(self): ...
