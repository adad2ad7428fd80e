"""Small functions with one fault each, and who finds an input that shows it."""
