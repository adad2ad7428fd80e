# blocked parse
# -*- coding: utf_7 -*-
x = 1
