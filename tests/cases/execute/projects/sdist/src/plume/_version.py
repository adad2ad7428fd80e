version = '5.3.0'
