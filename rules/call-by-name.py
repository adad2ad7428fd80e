def add(left, right):
    return left + right


TOOLS = {"add": add}


def called(call):
    # ruleid: call-by-name
    return globals()[call.name](**call.arguments)


def called_later(name, arguments):
    # ruleid: call-by-name
    function = globals().get(name)
    if function is None:
        return None
    return function(**arguments)


def registered(call):
    # ok: call-by-name
    return TOOLS[call.name](**call.arguments)


def looked_up(name):
    # ok: call-by-name
    return name in globals()


def constant():
    # ok: call-by-name
    return globals()["add"](1, 2)
