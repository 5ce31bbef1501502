"""Which heads and feet of pages a document of an office program shows, and on which of its pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from budget_monitor.load.documents.package import child, children, given, local
from budget_monitor.model.documents.document import FOOT, HEAD

_NAMES = {"headerReference": HEAD, "footerReference": FOOT}
_OPEN_NAMES = {"header": HEAD, "footer": FOOT}
_FIRST = ("p", "h", "table", "section", "list")
"""What the text of an OpenDocument text may begin with."""
_OFF = ("0", "false", "off")


def edges_of(document: Element, relations: Element | None, settings: Element | None) -> Iterator[tuple[str, str]]:
    """The part of each head and foot that is shown, once, with its place: that of the first section, with which the
    document begins, or of a later one. One that only first or even pages have is shown where the document has such.
    """
    targets = {given(one, "Id"): given(one, "Target") for one in relations} if relations is not None else {}
    has_even = _is_on(settings, "evenAndOddHeaders")
    known: set[str] = set()
    for number, section in enumerate(_sections(document), start=1):
        shown = {"default", "first"} if _is_on(section, "titlePg") else {"default"}
        shown |= {"even"} if has_even else set()
        for reference in section:
            target = targets.get(given(reference, "id"), "").removeprefix("/word/")
            place = _NAMES.get(local(reference), "")
            if place and target and target not in known and given(reference, "type", "default") in shown:
                known.add(target)
                yield target, place if number == 1 else f"{place}, section {number}"


def open_edges_of(text: Element, styles: Sequence[Element | None]) -> Iterator[tuple[Element, str]]:
    """As above, of an OpenDocument text: the heads and feet of the kinds of pages (master pages) that it uses, in the
    order in which it does.
    """
    pages = {given(one, "name"): one for part in styles for one in _all(part, "master-page")}
    turned = {given(one, "name"): given(one, "master-page-name") for part in styles for one in _all(part, "style")}
    named = [turned.get(given(element, "style-name"), "") for element in text.iter()]
    first = next((turned.get(given(one, "style-name"), "") for one in text if local(one) in _FIRST), "")
    opening = _following(pages, first or "Standard")
    for name in dict.fromkeys([*opening, *(one for start in named for one in _following(pages, start))]):
        for edge in pages[name]:
            place = next((place for kind, place in _OPEN_NAMES.items() if local(edge).startswith(kind)), "")
            if place and given(edge, "display", "true") != "false":
                yield edge, place if name in opening else f"{place}, on other pages"


def _following(pages: Mapping[str, Element], name: str) -> Sequence[str]:
    """A kind of page, and those that follow by themselves."""
    found: list[str] = []
    while name in pages and name not in found:
        found.append(name)
        name = given(pages[name], "next-style-name")
    return found


def _all(part: Element | None, name: str) -> Iterator[Element]:
    return (one for one in part.iter() if local(one) == name) if part is not None else iter(())


def _sections(document: Element) -> Iterator[Element]:
    """What is said of each section; that of the last stands at the end of the text."""
    body = child(document, "body")
    for element in body.iter() if body is not None else ():
        if local(element) == "pPr" or element is body:
            yield from children(element, "sectPr")


def _is_on(holder: Element | None, name: str) -> bool:
    switch = child(holder, name)
    return switch is not None and given(switch, "val", "true") not in _OFF
