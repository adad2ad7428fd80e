"""Renderings of the one evidence file. Pure; one escaper per sink."""
