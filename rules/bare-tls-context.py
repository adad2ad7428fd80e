import ssl


def opened(link):
    # ruleid: bare-tls-context
    return ssl.SSLContext().wrap_socket(link)


def opened_too(link):
    # ruleid: bare-tls-context
    context = ssl.SSLContext(ssl.PROTOCOL_TLS)
    return context.wrap_socket(link)


def checked(link, host):
    # ok: bare-tls-context
    return ssl.create_default_context().wrap_socket(link, server_hostname=host)


def by_hand():
    # ok: bare-tls-context
    context = ssl.SSLContext(ssl.PROTOCOL_TLS)
    context.load_default_certs()
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def client():
    # ok: bare-tls-context
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
