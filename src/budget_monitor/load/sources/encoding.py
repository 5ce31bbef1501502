"""From a file's bytes to text in UTF-8, in pieces that end with a line, or to the reason why they are no text."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from budget_monitor.load.sources.cells import RecordProblem, Unreadable

SAVE_AS = "save it as CSV UTF-8"

_SIGNATURES = {
    b"PK\x03\x04": f"is an Excel workbook or another zip archive, not a CSV file; {SAVE_AS}",
    b"\xd0\xcf\x11\xe0": f"is an Excel workbook, not a CSV file; {SAVE_AS}",
    b"%PDF": f"is a PDF document, not a CSV file; {SAVE_AS}",
    codecs.BOM_UTF16_LE: f"is saved as UTF-16; {SAVE_AS}",
    codecs.BOM_UTF16_BE: f"is saved as UTF-16; {SAVE_AS}",
}
_NOT_TEXT = f"is not text; {SAVE_AS}"
_PROBE = 8192
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"

UTF_8, WINDOWS = "utf-8", "cp1252"
ENCODINGS = (UTF_8, WINDOWS)
"""What a file is taken for, in this order: what is not valid UTF-8 is Windows-1252, which is what Excel writes as
plain "CSV"."""


class NotUtf8(Exception):  # noqa: N818 - no error: the file is read again in the other encoding
    """A file turned out not to be UTF-8."""


class TextPieces:
    """The text of a file, in pieces of about `size` bytes that end with a line, without a byte-order mark.

    Raises Unreadable where the file is no text, and NotUtf8 where it is not in that encoding. `sha256` is that of
    the bytes read so far.
    """

    def __init__(self, stream: BinaryIO, encoding: str, size: int) -> None:
        self._stream = stream
        self._encoding = encoding
        self._size = size
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """Of the bytes read so far, in hexadecimal."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        rest, is_first, is_blank = b"", True, True
        for content in self._contents():
            if is_first:
                _refuse_other_formats(content)
                content = content.removeprefix(codecs.BOM_UTF8)
            if b"\0" in content:
                raise _not_text(_NOT_TEXT)
            is_first, is_blank = False, is_blank and content.isspace()
            if end := _line_end(content):
                yield self._as_utf8(b"".join((rest, memoryview(content)[:end])))
                rest = content[end:]
            else:
                rest += content
        if is_first or (is_blank and not self._has_mark):
            raise Unreadable(RecordProblem(0, "", "the file is empty; expected a header and rows"))
        if rest:
            yield self._as_utf8(rest)

    _has_mark = False

    def _contents(self) -> Iterator[bytes]:
        # the first part is long enough to be looked at, whatever the size of the others
        size = max(self._size, _PROBE)
        while content := self._stream.read(size):
            self._has_mark = self._has_mark or content.startswith(codecs.BOM_UTF8)
            self._digest.update(content)
            yield content
            size = self._size

    def _as_utf8(self, text: bytes) -> bytes:
        if text.isascii():
            return text
        try:
            decoded = text.decode(self._encoding)
        except UnicodeDecodeError as error:
            raise (NotUtf8() if self._encoding == UTF_8 else _not_text(_NOT_TEXT)) from error
        return text if self._encoding == UTF_8 else decoded.encode("utf-8")


def _not_text(reason: str) -> Unreadable:
    return Unreadable(RecordProblem(0, "", f"the file {reason}"))


def _refuse_other_formats(content: bytes) -> None:
    for signature, reason in _SIGNATURES.items():
        if content.startswith(signature):
            raise _not_text(reason)
    if _looks_binary(content[:_PROBE]):
        raise _not_text(_NOT_TEXT)


def _looks_binary(probe: bytes) -> bool:
    """Whether more than one byte in fifty is a control character that no text file has."""
    return len(probe) - len(probe.translate(None, _CONTROLS)) > len(probe) / 50


def _line_end(content: bytes) -> int:
    """Where the last line ends, or 0; a carriage return at the very end may yet be followed by a line feed."""
    return content.rfind(b"\n") + 1 or content.rfind(b"\r", 0, -1) + 1
