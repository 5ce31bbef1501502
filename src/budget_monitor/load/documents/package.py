"""The pieces of a zipped document, read within bounds: no bomb of zeros or of entities gets further than a message."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Collection, Iterator, Sequence
from io import BytesIO
from lzma import LZMAError
from pathlib import Path
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from budget_monitor.errors import UsageError, shorten
from budget_monitor.model.running.limits import limits

MAX_RATIO = 400
"""How many times a piece may grow when it is unpacked, once it is larger than a megabyte."""
MIN_BOMB_BYTES = 1_000_000
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_NAME = "EncryptedPackage".encode("utf-16-le")

DAMAGE = (BadZipFile, LZMAError, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What unpacking a damaged part may raise."""


class Package:
    """A zipped document that is open. Raises UsageError for one that cannot be read."""

    def __init__(self, path: Path, content: bytes, kind: str) -> None:
        self._path = path
        if content.startswith(_OLD_OFFICE):
            raise UsageError(f"cannot read {path}: {_old_office(content, kind)}")
        try:
            self._zip = ZipFile(BytesIO(content))
        except (*DAMAGE, struct.error) as error:
            raise UsageError(f"cannot read {path}: it is damaged, or no {kind} document ({error})") from error

    def part(self, name: str) -> ElementTree.Element | None:
        """The XML of a part, or None if the package has no part of that name."""
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            return None
        if info.flag_bits & 1:
            raise UsageError(f"cannot read {self._path}: it is encrypted; save it without a password")
        grows = info.file_size > MIN_BOMB_BYTES and info.file_size > MAX_RATIO * max(1, info.compress_size)
        most = limits().part_megabytes
        if info.file_size > most * 10**6 or grows:
            reason = "it is no honest document" if grows else f"up to {most:,} MB are read (limits.part_megabytes)"
            raise UsageError(f"cannot read {self._path}: {name} would unpack to {info.file_size:,} bytes; {reason}")
        try:
            with self._zip.open(info) as stream:
                content = stream.read(most * 10**6 + 1)
        except DAMAGE as error:
            raise UsageError(f"cannot read {self._path}: {name} in it is damaged ({error})") from error
        return parse_safely(content, f"{self._path}: {name}")

    @property
    def names(self) -> list[str]:
        """The names of all pieces."""
        return self._zip.namelist()

    def close(self) -> None:
        """Closes the file."""
        self._zip.close()


def parse_safely(content: bytes, name: str) -> ElementTree.Element:
    """The XML of some bytes. Raises UsageError where it is none, or where it declares entities, as no document does."""
    plain = content if b"\x00" not in content[:200] else content.replace(b"\x00", b"")
    if _DECLARES.search(plain):
        raise UsageError(f"cannot read {name}: it declares entities of its own, which no document needs; it is refused")
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise UsageError(f"cannot read {name}: it is damaged ({error})") from error
    level = [root]
    deepest = limits().xml_depth
    for _ in range(deepest):
        level = [inner for element in level for inner in element]
        if not level:
            return root
    raise UsageError(
        f"cannot read {name}: elements stand in one another more than {deepest} deep; it is refused (limits.xml_depth)"
    )


def _old_office(content: bytes, kind: str) -> str:
    if _ENCRYPTED_NAME in content:
        return "it is encrypted; save it without a password"
    return f"it is in the form of Office 97–2003; save it as .{kind}"


def local(element: ElementTree.Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def given(element: ElementTree.Element, name: str, default: str = "") -> str:
    """An attribute by its name without its namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return default


def whole_number(text: str, most: int, default: int = 1) -> int:
    """A whole number that an attribute gives, up to `most`; the default if it is not a number."""
    return min(int(text), most) if text.isdecimal() and len(text) < MAX_DIGITS else default


MAX_DIGITS = 10


def children(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """The children of that name."""
    return (child for child in element if local(child) == name)


def texts_left(root: ElementTree.Element, read: Collection[int], dropped: Collection[str]) -> list[str]:
    """The texts with a figure in them of elements whose ids are not among those `read`, without what stands inside
    elements that count for nothing (`dropped`).
    """
    found = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.text and id(element) not in read and any(map(str.isdecimal, element.text)):
            found.append(" ".join(element.text.split()))
        waiting += (one for one in reversed(element) if local(one) not in dropped)
    return found


def left_said(texts: Sequence[str]) -> list[str]:
    """What is said of texts that were not read; nothing where there are none."""
    if not texts:
        return []
    many = "a text with a figure stands" if len(texts) == 1 else f"{len(texts):,} texts with figures stand"
    return [f"{many} where none is looked for, and could not be read: {shorten(texts[0], MAX_CHARACTERS_SHOWN)!r}"]


def embedded_said(count: int) -> list[str]:
    """What is said of so many other documents that are embedded in one."""
    if not count:
        return []
    many = "another document is" if count == 1 else f"{count:,} other documents are"
    return [f"{many} embedded in it, such as a worksheet, and not read; paste the table itself"]


MAX_CHARACTERS_SHOWN = 60


def child(element: ElementTree.Element | None, *names: str) -> ElementTree.Element | None:
    """The first child of the first name, its first child of the second name, and so on; None where there is none."""
    for name in names:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element
