raise AssertionError("this path is left out")
