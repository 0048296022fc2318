"""Read a chart back as XML, the way a strict parser sees it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from django.utils.safestring import SafeString

FORBIDDEN = {"style", "onclick", "onload"}


def read(markup: SafeString) -> ElementTree.Element:
    """Parse it, and hold it to the rules of every chart: no inline style or script, every picture named or hidden."""
    root = ElementTree.fromstring(markup)  # noqa: S314 - our own markup
    for element in root.iter():
        assert not FORBIDDEN & element.attrib.keys()
        assert element.tag not in {"script", "style"}
    for picture in pictures(root):
        label = picture.get("aria-label")
        assert label or is_hidden(picture, root)
        if label:
            assert (picture.get("role"), picture.findtext("title")) == ("img", label)
            assert "viewBox" not in picture.attrib
    return root


def pictures(root: ElementTree.Element) -> Iterator[ElementTree.Element]:
    return root.iter("svg") if root.tag == "svg" else (svg for svg in root.iter("svg") if "x" not in svg.attrib)


def is_hidden(element: ElementTree.Element, root: ElementTree.Element) -> bool:
    parents = {child: parent for parent in root.iter() for child in parent}
    here: ElementTree.Element | None = element
    while here is not None:
        if here.get("aria-hidden") == "true" or (here is not element and here.get("role") == "img"):
            return True
        here = parents.get(here)
    return False


def percents(root: ElementTree.Element, path: str, name: str) -> list[float]:
    return [float(found.get(name, "").removesuffix("%")) for found in root.findall(path)]
