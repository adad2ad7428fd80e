from till.support import shop  # noqa: F401
