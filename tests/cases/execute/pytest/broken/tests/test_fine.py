def test_a():
    import module_a

