"""Small faults in changed and covered lines: does any test notice?"""
