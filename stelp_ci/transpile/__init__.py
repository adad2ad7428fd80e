"""The secure transpiler. Pure, standard library only: it is also mounted into the sandbox."""
