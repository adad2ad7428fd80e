"""Both versions of a changed function, on the same inputs: where do they differ?"""
