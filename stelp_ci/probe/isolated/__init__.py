"""Changed functions in one sandbox, their tests in another: what a test says there cannot be forged by the function."""
