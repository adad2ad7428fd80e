# -*- coding: latin-1 -*-
def grüße():
    return "é"
