import re

import nh3


def filtered(text):
    # ruleid: html-filter-by-regex
    return re.sub(r"<script.*?>.*?</script>", "", text, flags=re.DOTALL)


def replaced(text):
    # ruleid: html-filter-by-regex
    return text.replace("<script>", "")


def cleaned(text):
    # ok: html-filter-by-regex
    return nh3.clean(text)


def spaced(text):
    # ok: html-filter-by-regex
    return re.sub(r"\s+", " ", text)
