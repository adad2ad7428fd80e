x = 0x10
y = "a" "b"
z = u"s"
