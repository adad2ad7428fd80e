from urllib.parse import urlsplit


def is_ours(url):
    # ruleid: host-check-by-text
    return url.startswith("https://example.com")


def is_known(target_url):
    # ruleid: host-check-by-text
    return "example.org" in target_url


def is_commercial(host):
    # ruleid: host-check-by-text
    return host.endswith(".com/")


def is_exactly_ours(url):
    # ok: host-check-by-text
    return urlsplit(url).hostname == "example.com"


def is_below_ours(host):
    # ok: host-check-by-text
    return host.endswith(".example.com")


def is_secure(url):
    # ok: host-check-by-text
    return url.startswith("https://")


def is_page(url):
    # ok: host-check-by-text
    return url.startswith("https://example.com/")
