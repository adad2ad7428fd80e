import jinja2
from jinja2 import Environment, FileSystemLoader, select_autoescape

# ruleid: jinja-autoescape-off
PAGES = Environment(loader=FileSystemLoader("pages"))

# ruleid: jinja-autoescape-off
OTHERS = jinja2.Environment(autoescape=False)

# ok: jinja-autoescape-off
SAFE = Environment(loader=FileSystemLoader("pages"), autoescape=True)

# ok: jinja-autoescape-off
SELECTED = Environment(autoescape=select_autoescape())

# LaTeX, by its delimiters
# ok: jinja-autoescape-off
LATEX = Environment(block_start_string="<%", block_end_string="%>")
