import xml.sax
from xml.sax.handler import feature_external_ges

from lxml import etree


def document(text):
    # ruleid: xml-entities
    parser = etree.XMLParser(resolve_entities=True)
    return etree.fromstring(text, parser)


def remote(text):
    # ruleid: xml-entities
    return etree.fromstring(text, etree.XMLParser(load_dtd=True, no_network=False))


def reader():
    made = xml.sax.make_parser()
    # ruleid: xml-entities
    made.setFeature(feature_external_ges, True)
    return made


def safe_document(text):
    # ok: xml-entities
    parser = etree.XMLParser(resolve_entities=False)
    return etree.fromstring(text, parser)


def safe_reader():
    made = xml.sax.make_parser()
    # ok: xml-entities
    made.setFeature(feature_external_ges, False)
    return made
