NUMBER: str = "1.4.2"
