x = 1
def after_form_feed():
    pass
