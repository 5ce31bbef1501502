"""Patches of XML by the byte: everything that is not to change stays as somebody else's program wrote it.

A library that reads a workbook and writes it anew loses what it does not know: charts, pictures, buttons, pivot tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from msgspec import Struct

from budget_monitor.errors import UsageError

_TAG = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")


class CannotPatchError(Exception):
    """A workbook is written in a way that cannot be patched."""


class Element(Struct, frozen=True):
    """An element's place in the bytes: its start tag, and where its end tag begins and ends.

    `name` has no prefix; `prefix` ends with a colon where there is one. `depth` is 0 for the root.
    """

    name: str
    prefix: str
    given: dict[str, str]
    depth: int
    start: int
    start_end: int
    end_start: int
    end: int

    @property
    def is_empty(self) -> bool:
        """Whether it closes itself, `<row/>`."""
        return self.end_start == self.end == self.start_end


class Patch(Struct, frozen=True):
    """What takes the place of some bytes."""

    start: int
    end: int
    text: bytes


def elements(
    content: bytes,
    names: Iterable[str] | None = None,
    most_depth: int = 99,
    keep: Callable[[str, dict[str, str]], bool] | None = None,
) -> Iterator[Element]:
    """The elements of these names, each when it ends: inner ones first. CannotPatchError where the XML is not plain.

    `keep` may leave some out by their attributes, so that of a large sheet only some rows' cells are held.
    """
    wanted = None if names is None else frozenset(names)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<!DOCTYPE" in content[:1000]:
        raise CannotPatchError("its XML is not in UTF-8")
    found: list[Element] = []
    stack: list[tuple[str, str, dict[str, str], int, int] | None] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def begun(name: str, given: dict[str, str]) -> None:
        prefix, _, local = name.rpartition(":")
        is_wanted = len(stack) <= most_depth and (wanted is None or local in wanted)
        if not is_wanted or not (keep is None or keep(local, given)):
            stack.append(None)
            return
        start = parser.CurrentByteIndex
        tag = _TAG.match(content, start)
        if tag is None:
            raise CannotPatchError("its XML cannot be followed")
        stack.append((local, f"{prefix}:" if prefix else "", given, start, tag.end()))

    def ended(_: str) -> None:
        opened = stack.pop()
        if opened is None:
            return
        local, prefix, given, start, start_end = opened
        at = parser.CurrentByteIndex
        if content[start_end - 2 : start_end] == b"/>":
            found.append(Element(local, prefix, given, len(stack), start, start_end, start_end, start_end))
        else:
            found.append(Element(local, prefix, given, len(stack), start, start_end, at, content.index(b">", at) + 1))

    parser.StartElementHandler, parser.EndElementHandler = begun, ended
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise CannotPatchError(f"its XML is damaged: {error}") from error
    return iter(found)


def patched(content: bytes, patches: Iterable[Patch]) -> bytes:
    """The bytes with all patches made; two at one place in the order given."""
    parts, at = [], 0
    for patch in sorted(patches, key=lambda one: (one.start, one.end)):
        if patch.start < at:
            raise UsageError("two changes of one place in a workbook")
        parts += [content[at : patch.start], patch.text]
        at = patch.end
    return b"".join([*parts, content[at:]])


def with_attribute(tag: bytes, name: str, value: str) -> bytes:
    """A start tag with an attribute set."""
    bare = re.sub(rb"\s" + name.encode() + rb"""\s*=\s*("[^"]*"|'[^']*')""", b"", tag, count=1)
    close = b"/>" if bare.endswith(b"/>") else b">"
    return bare[: -len(close)].rstrip() + f' {name}="{escaped(value)}"'.encode() + close


def inside(content: bytes, element: Element, text: bytes) -> Patch:
    """Puts text at the end of an element, which may be empty."""
    if not element.is_empty:
        return Patch(element.end_start, element.end_start, text)
    tag = content[element.start : element.start_end - 2].rstrip()
    name = f"{element.prefix}{element.name}".encode()
    return Patch(element.start, element.end, tag + b">" + text + b"</" + name + b">")


def escaped(text: str) -> str:
    """Text as it stands in XML, without the characters that no XML can have."""
    allowed = "".join(one if one in "\n\t" or (one >= " " and one not in "\ufffe\uffff") else "\ufffd" for one in text)
    plain = allowed.encode("utf-8", "replace").decode("utf-8")
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
