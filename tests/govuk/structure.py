"""Compare two pieces of HTML as a browser would: tags, attributes, words and their order."""

from lxml import html


def structure(text):
    """Return the tree of a piece of HTML, spaces aside."""
    return walked(html.fragment_fromstring(text, create_parent="div"))


def walked(element):
    """Return an element with its attributes, words and children."""
    inside = [squeezed(element.text)]
    for child in element:
        if isinstance(child.tag, str):
            inside.append(walked(child))
        inside.append(squeezed(child.tail))
    attributes = tuple(sorted((name, squeezed(value)) for name, value in element.attrib.items()))
    return element.tag, attributes, tuple(part for part in inside if part)


def squeezed(text):
    """Return a text without its line ends and double spaces."""
    return " ".join((text or "").split())


def ids(text):
    """Return every id in a page, as often as it is there."""
    return html.document_fromstring(text).xpath("//@id")


def links(text, css_class):
    """Return the addresses of the links inside an element of a class."""
    return html.document_fromstring(text).xpath(f"//*[contains(@class, '{css_class}')]//a/@href")
