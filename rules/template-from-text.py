from pathlib import Path

import jinja2
from flask import render_template_string, request


def page():
    # ruleid: template-from-text
    return render_template_string("<h1>" + request.args["title"] + "</h1>")


def letter(body, name):
    # ruleid: template-from-text
    return jinja2.Template(body).render(name=name)


def constant_page():
    # ok: template-from-text
    return render_template_string("<h1>{{ title }}</h1>", title=request.args["title"])


LETTER = "Dear {{ name }}"


def constant_letter(name):
    # ok: template-from-text
    return jinja2.Template(LETTER).render(name=name)


def from_file(name):
    # ok: template-from-text
    return jinja2.Template(Path("letter.txt").read_text()).render(name=name)
