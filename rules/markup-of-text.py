from django.utils.html import format_html
from django.utils.safestring import mark_safe
from markupsafe import Markup, escape


def badge(name):
    # ruleid: markup-of-text
    return mark_safe(f"<b>{name}</b>")


def link(address):
    # ruleid: markup-of-text
    return Markup("<a href='%s'>here</a>" % address)


def safe_badge(name):
    # ok: markup-of-text
    return format_html("<b>{}</b>", name)


def paragraph(text):
    # ok: markup-of-text
    return Markup(f"<p>{escape(text)}</p>")


def safe_link(address):
    # ok: markup-of-text
    return Markup("<a href='%s'>here</a>") % address


def line():
    # ok: markup-of-text
    return Markup("<hr>")
