"""The interpreter's frames."""

import inspect
import sys
from sys import _getframe as here  # expect: frames sys._getframe


def f(e, g, kind):
    sys._getframe(1)  # expect: frames sys._getframe in f
    here()  # expect: frames sys._getframe
    inspect.currentframe().f_back  # expect: frames inspect.currentframe; frames f_back
    inspect.stack()  # expect: frames inspect.stack
    e.__traceback__.tb_frame.f_locals  # expect: frames tb_frame; frames f_locals
    g.gi_frame  # expect: frames gi_frame
    getattr(g, "gi" + "_frame")  # expect: frames gi_frame; reflection getattr
    getattr(g, "f_back")  # expect: frames f_back
    "{0.gi_frame.f_builtins}".format(g)  # expect: frames f_builtins
    sys.settrace(g)  # expect: frames sys.settrace
    breakpoint()  # expect: frames breakpoint
    (
        g
        .other
        .cr_frame  # expect: frames cr_frame
    )


def g(self, f_back):
    self.frame, self.f_backward
    return f_back
