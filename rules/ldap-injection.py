import ldap
from ldap.filter import escape_filter_chars

BASE = "dc=example,dc=org"


def entry(connection, name):
    # ruleid: ldap-injection
    return connection.search_s(BASE, ldap.SCOPE_SUBTREE, f"(uid={name})")


def entries(connection, name, group):
    wanted = "(&(cn=%s)(ou=%s))" % (name, group)
    # ruleid: ldap-injection
    return connection.search(BASE, wanted, attributes=["mail"])


def safe_entry(connection, name):
    name = escape_filter_chars(name)
    wanted = ldap.filter.filter_format("(uid=%s)", [name])
    # ok: ldap-injection
    return connection.search_s(BASE, ldap.SCOPE_SUBTREE, wanted)


def everybody(connection):
    # ok: ldap-injection
    return connection.search_s(BASE, ldap.SCOPE_SUBTREE, "(objectClass=person)")


def matches(pattern, text, name):
    # ok: ldap-injection
    return pattern.search(f"{text} {name}")
