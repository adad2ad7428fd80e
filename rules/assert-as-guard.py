import hmac


def removed(user, item):
    # ruleid: assert-as-guard
    assert user.is_admin
    item.delete()


def opened(given, expected):
    # ruleid: assert-as-guard
    assert hmac.compare_digest(given, expected), "wrong signature"
    return True


def safely_removed(user, item):
    # ok: assert-as-guard
    if not user.is_admin:
        raise PermissionError
    item.delete()


def halved(number):
    # ok: assert-as-guard
    assert number % 2 == 0
    return number // 2
