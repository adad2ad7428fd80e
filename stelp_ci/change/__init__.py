"""From git objects or a plain diff to a Change; `reader` is the face of the stage."""
