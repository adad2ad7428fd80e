[pytest]
addopts = -p forged_plugin --co
