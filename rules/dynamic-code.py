import ast
import builtins


def calculate(expression):
    # ruleid: dynamic-code
    return eval(expression)


def configure(path, settings):
    with open(path) as file:
        # ruleid: dynamic-code
        exec(file.read(), settings)


def attribute(name):
    # ruleid: dynamic-code
    return builtins.eval(f"settings.{name}", {"__builtins__": {}})


def constant():
    # ok: dynamic-code
    return eval("1 + 1")


def literal(text):
    # ok: dynamic-code
    return ast.literal_eval(text)


class Model:
    def eval(self, mode):
        return mode


def method(model: Model, mode):
    # ok: dynamic-code
    return model.eval(mode)
