"""Code made or fetched at run time."""

import base64
import pickle
import re
from importlib import import_module as load  # expect: dynamic-code importlib.import_module
from marshal import loads  # expect: dynamic-code marshal.loads

import yaml


def f(x):
    eval(x)  # expect: dynamic-code eval in f
    exec(base64.b64decode(x))  # expect: dynamic-code exec
    compile(x, "", "exec")  # expect: dynamic-code compile
    __import__(x)  # expect: dynamic-code __import__
    load(x)  # expect: dynamic-code importlib.import_module
    loads(x)  # expect: dynamic-code marshal.loads
    pickle.loads(x)  # expect: dynamic-code pickle.loads
    pickle.dumps(x)
    run = exec  # expect: dynamic-code exec
    run(x)  # expect: dynamic-code exec
    yaml.load(x)  # expect: dynamic-code yaml.load
    yaml.load(x, Loader=yaml.SafeLoader)
    yaml.load(x, yaml.Loader)  # expect: dynamic-code yaml.load
    yaml.safe_load(x)
    re.compile(x)
    (lambda: 0).__code__.co_code  # expect: reflection __code__; dynamic-code co_code
    __builtins__.eval(x)  # expect: dynamic-code eval; reflection __builtins__
    {}.get(eval)(x)  # expect: dynamic-code eval


@exec  # expect: dynamic-code exec in Decorated
class Decorated: ...


def g(self, compile, x):
    self.eval(x)
    compile(x)
    x.exec()
