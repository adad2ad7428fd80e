pytest_plugins = ["till.support"]
