from lxml import etree


def read(path):
    # ruleid: lxml-parser-default
    return etree.parse(path, etree.XMLParser())


# ruleid: lxml-parser-default
PARSER = etree.XMLParser(remove_blank_text=True)


def safely_read(path):
    # ok: lxml-parser-default
    return etree.parse(path, etree.XMLParser(resolve_entities=False))


def page(text):
    # ok: lxml-parser-default
    return etree.fromstring(text, etree.HTMLParser())
