import ssl


def old():
    # ruleid: old-tls-version
    return ssl.SSLContext(ssl.PROTOCOL_TLSv1)


def lowered():
    context = ssl.create_default_context()
    # ruleid: old-tls-version
    context.minimum_version = ssl.TLSVersion.TLSv1
    return context


def current():
    context = ssl.create_default_context()
    # ok: old-tls-version
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


def server():
    # ok: old-tls-version
    return ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
