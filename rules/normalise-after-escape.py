import unicodedata

from markupsafe import escape
from werkzeug.utils import secure_filename


def shown(text):
    # ruleid: normalise-after-escape
    return unicodedata.normalize("NFKC", escape(text))


def stored(name):
    name = secure_filename(name)
    # ruleid: normalise-after-escape
    return unicodedata.normalize("NFKD", name)


def safely_shown(text):
    # ok: normalise-after-escape
    return escape(unicodedata.normalize("NFKC", text))


def plain(text):
    # ok: normalise-after-escape
    return unicodedata.normalize("NFC", text)
