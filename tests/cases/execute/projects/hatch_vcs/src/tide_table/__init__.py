from tide_table._version import version
