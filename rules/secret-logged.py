import logging

log = logging.getLogger(__name__)


def login(name, password):
    # ruleid: secret-logged
    log.info("login of %s with %s", name, password)


def connect(settings):
    # ruleid: secret-logged
    print(f"connecting with {settings.api_key}")


def safe_login(name, password):
    # ok: secret-logged
    log.info("login of %s with a password of %d characters", name, len(password))


def hint(password_hint):
    # ok: secret-logged
    print(f"hint: {password_hint}")


def sent(session, name, password):
    # ok: secret-logged
    session.login(name, password)
