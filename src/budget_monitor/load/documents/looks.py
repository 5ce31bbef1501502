"""What counts for nothing by its look: text that is struck through or hidden, and the raised marks of notes, which are
no part of the figure or the word that they stand beside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element

from budget_monitor.load.documents.package import child, children, given, local, whole_number
from budget_monitor.model.documents.document import BlockKind

STRUCK_LEFT_OUT = "text that is struck through or hidden is left out"

_ONE = r"(?:\d{1,2}|[A-Za-z]|[ivx]{1,4}|[*†‡§#]{1,3})"
_MARK = re.compile(rf"^[(\[]?{_ONE}(?:, ?{_ONE})*[)\]]?$")
_LENGTH = re.compile(r"(?:^|[\s(/]|(?<![£€$\d.,])[\d.,]+)(?:[kcm]?m|ft|yd)$")
_AMOUNT = re.compile(r"[£€$]\s?[\d.,]+\s?\w*$")
_POWERS = ("2", "3")
MAX_CHARACTERS_BEFORE = 40
"""So many characters before a mark are looked at."""


def is_note_mark(raised: str, before: str) -> bool:
    """True for a raised text that is the mark of a note: `1`, `(a)`, `*`. False for what belongs to the word before it:
    the `st` of 1st, and the power of a length (`120 m` with a raised 2).
    """
    text, before = raised.strip(), before[-MAX_CHARACTERS_BEFORE:]
    if not _MARK.match(text):
        return False
    return text not in _POWERS or _LENGTH.search(before) is None or _AMOUNT.search(before) is not None


class WordLooks:
    """How the runs of a Word document look, by themselves and by their styles. `kinds` are by the id of a style what
    its paragraphs are, with the level.
    """

    def __init__(self, styles: Element | None) -> None:
        own = list(children(styles, "style")) if styles is not None else []
        self._raised = {given(style, "styleId") for style in own if _is_raised(style)}
        self._gone = {given(style, "styleId") for style in own if _is_gone(style)}
        self.kinds = dict(_kinds(own))

    def is_raised(self, run: Element) -> bool:
        """True if it stands above its line."""
        return _is_raised(run) or _style_of(run) in self._raised

    def is_gone(self, run: Element) -> bool:
        """True if it is struck through or hidden."""
        return _is_gone(run) or _style_of(run) in self._gone


_HEADING = re.compile(r"(?i)^heading\s?(\d)$")
MAX_LEVEL = 10


def _kinds(styles: Iterable[Element]) -> Iterator[tuple[str, tuple[BlockKind, int]]]:
    for style in styles:
        named = child(style, "name")
        name = given(named, "val") if named is not None else ""
        key = given(style, "styleId")
        outline = child(style, "pPr", "outlineLvl")
        if heading := _HEADING.match(name):
            yield key, (BlockKind.HEADING, int(heading[1]))
        elif name.casefold() in ("title", "subtitle"):
            yield key, (BlockKind.HEADING, 1)
        elif name.casefold().startswith("toc"):
            yield key, (BlockKind.NOTE, 0)
        elif name.casefold() == "caption":
            yield key, (BlockKind.CAPTION, 0)
        elif outline is not None and (depth := whole_number(given(outline, "val"), MAX_LEVEL, default=MAX_LEVEL)) < len(
            "123456789"
        ):
            yield key, (BlockKind.HEADING, depth + 1)
        elif name.casefold().startswith("list"):
            yield key, (BlockKind.ITEM, int(name[-1]) - 1 if name[-1:] in ("2", "3", "4", "5") else 0)


def _style_of(run: Element) -> str:
    style = child(run, "rPr", "rStyle")
    return given(style, "val") if style is not None else ""


def _is_raised(holder: Element) -> bool:
    """True if a run or a style says that its text is raised, as such or by some half points."""
    place, by = child(holder, "rPr", "vertAlign"), child(holder, "rPr", "position")
    raised_by = whole_number(given(by, "val"), MAX_HALF_POINTS, default=0) if by is not None else 0
    return raised_by > 0 or (place is not None and given(place, "val") == "superscript")


MAX_HALF_POINTS = 200


def _is_gone(holder: Element) -> bool:
    looks = (child(holder, "rPr", name) for name in ("strike", "dstrike", "vanish"))
    return any(look is not None and given(look, "val", "1") not in ("0", "false", "off") for look in looks)


class PageLooks:
    """Which elements of a web page are struck through, by their style, and by the classes of its style sheets."""

    def __init__(self) -> None:
        self._struck: set[str] = set()

    def learn(self, sheet: str) -> None:
        """Keeps the classes that a style sheet strikes through: `.c3`, `span.old`."""
        for names, look in _CLASS_RULE.findall(sheet):
            if "line-through" in look:
                found = (_CLASS.fullmatch(name.strip()) for name in names.split(","))
                self._struck.update(one[1] for one in found if one)

    def is_struck(self, given: Mapping[str, str | None]) -> bool:
        """True for the attributes of an element that is struck through."""
        classes = (given.get("class") or "").split()
        return "line-through" in (given.get("style") or "") or not self._struck.isdisjoint(classes)


_CLASS_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"\w*\.([\w-]+)")


def is_hidden(given: Mapping[str, str | None]) -> bool:
    """True for the attributes of an element that no reader of the page sees."""
    return "hidden" in given or "display:none" in (given.get("style") or "").replace(" ", "")


class OpenLooks:
    """The names of the styles of an OpenDocument text that raise what is in them, of those that strike or hide it, and
    of those of titles and captions with the kind of their paragraphs and its level.
    """

    def __init__(self, *parts: Element | None) -> None:
        looks = list(_looks(parts))
        places = ((name, given(look, "text-position")) for name, look in looks)
        self.raised = {name for name, place in places if _is_above(place)}
        self.gone = {
            name
            for name, look in looks
            if given(look, "text-line-through-style", "none") != "none" or given(look, "display") == "none"
        }

        self.kinds = {name: _KINDS[base] for name, base in _bases(parts) if base in _KINDS}


_KINDS = {"Title": (BlockKind.HEADING, 1), "Subtitle": (BlockKind.HEADING, 1), "Caption": (BlockKind.CAPTION, 0)}


def _bases(parts: tuple[Element | None, ...]) -> Iterator[tuple[str, str]]:
    """Each style with itself and with the one that it is a kind of."""
    for part in parts:
        for style in part.iter() if part is not None else ():
            if local(style) == "style":
                yield given(style, "name"), given(style, "parent-style-name")
                yield given(style, "name"), given(style, "name")


def _looks(parts: tuple[Element | None, ...]) -> Iterator[tuple[str, Element]]:
    for part in parts:
        for style in part.iter() if part is not None else ():
            look = child(style, "text-properties") if local(style) == "style" else None
            if look is not None:
                yield given(style, "name"), look


def _is_above(place: str) -> bool:
    """True for `super 58%` and `33% 80%`."""
    return place.startswith("super") or (place[:1].isdecimal() and place[:2] != "0%")
