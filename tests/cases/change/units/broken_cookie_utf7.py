# -*- coding: utf-7 -*-
+AHgAIAA9ACAAMQ-
