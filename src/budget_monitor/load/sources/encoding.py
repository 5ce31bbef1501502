"""From a file's bytes to text in UTF-8, in pieces that end with a line, or to the reason why they are no text."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from typing import BinaryIO

from budget_monitor.load.sources.cells import RecordProblem, Unreadable

SAVE_AS = "save it as CSV UTF-8"

_SIGNATURES = {
    b"PK\x03\x04": f"is an Excel workbook or another zip archive, not a CSV file; {SAVE_AS}",
    b"\xd0\xcf\x11\xe0": f"is an Excel workbook, not a CSV file; {SAVE_AS}",
    b"%PDF": f"is a PDF document, not a CSV file; {SAVE_AS}",
    codecs.BOM_UTF32_LE: f"is saved as UTF-32; {SAVE_AS}",
    codecs.BOM_UTF32_BE: f"is saved as UTF-32; {SAVE_AS}",
}
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""What text begins with that is saved as UTF-16: "Unicode text" of Excel and Notepad. That of UTF-32 begins with one of
them, too.
"""
_NOT_TEXT = f"is not text; {SAVE_AS}"
_PROBE = 8192
_SHOWN = 120
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"

UTF_8, MIXED, WINDOWS = "utf-8", "utf-8 with stray bytes", "cp1252"
ENCODINGS = (UTF_8, MIXED, WINDOWS)
"""What a file is taken for, in this order: what is not valid UTF-8 is Windows-1252, which is what Excel writes as
plain "CSV". Where both are in it, it is a mixture: each is read as what it is, and the lines of the rarer are told."""

MAX_LINES_TOLD = 20
_STRAYS = re.compile("[\udc80-\udcff]")
_LEAST_BYTES_OF_SURE_UTF8 = 3
_LEAST_BYTES_OF_SURE_WIDE = 16
_LEAST_SHARE_OF_NOUGHTS = 0.8


class NotUtf8(Exception):  # noqa: N818 - no error: the file is read again in the other encoding
    """A file turned out not to be of the encoding in which it was read."""


class TextPieces:
    """The text of a file, in pieces of about `size` bytes that end with a line, without a byte-order mark.

    Raises Unreadable where the file is no text, and NotUtf8 where it is not in that encoding. `sha256` is that of
    the bytes read so far, and `problems` are about its lines so far. A mixture needs a stream that can be read again.
    """

    def __init__(self, stream: BinaryIO, encoding: str, size: int) -> None:
        self._stream = stream
        self._encoding = encoding
        self._size = size
        self._digest = hashlib.sha256()
        self._mixture = _Mixture() if encoding == MIXED else None

    @property
    def problems(self) -> list[RecordProblem]:
        """The lines of a mixture that are in the other encoding."""
        return self._mixture.problems() if self._mixture is not None else []

    @property
    def sha256(self) -> str:
        """Of the bytes read so far, in hexadecimal."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        if self._mixture is not None:
            self._mixture.look_at(self._stream, max(self._size, _PROBE))
        rest, is_first, is_blank = b"", True, True
        for content in self._contents():
            if is_first:
                _refuse_other_formats(content)
                while content.startswith(codecs.BOM_UTF8):  # a file that was joined from several has several
                    content = content.removeprefix(codecs.BOM_UTF8)
            if b"\0" in content:
                raise _not_text(_why_not_text(content))
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
        content = self._stream.read(max(self._size, _PROBE))
        self._has_mark = content.startswith((codecs.BOM_UTF8, *_WIDE_MARKS))
        wide = codecs.getincrementaldecoder("utf-16")() if _is_wide(content) else None
        while content:
            self._digest.update(content)
            if text := content if wide is None else _narrowed(wide, content):
                yield text
            content = self._stream.read(self._size)
        if wide is not None:
            _narrowed(wide, b"", is_last=True)

    def _as_utf8(self, text: bytes) -> bytes:
        if self._mixture is not None:
            return self._mixture.as_utf8(text)
        if text.isascii():
            return text
        try:
            decoded = text.decode(self._encoding)
        except UnicodeDecodeError as error:
            raise (NotUtf8() if self._encoding == UTF_8 else _not_text(_NOT_TEXT)) from error
        return text if self._encoding == UTF_8 else decoded.encode("utf-8")


def _is_wide(content: bytes) -> bool:
    """True if a text is saved as UTF-16 with a mark."""
    return content.startswith(_WIDE_MARKS) and not content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE))


def _narrowed(decoder: codecs.IncrementalDecoder, content: bytes, *, is_last: bool = False) -> bytes:
    """The next part of a text in UTF-16 as UTF-8. Raises Unreadable where it is none."""
    try:
        return decoder.decode(content, is_last).encode("utf-8")
    except UnicodeError as error:
        raise _not_text(f"begins as UTF-16 and does not go on so; {SAVE_AS}") from error


def _why_not_text(content: bytes) -> str:
    """Names UTF-16 or UTF-32, where a text is saved so without a mark: of most characters all bytes but one are
    nought.
    """
    for name, size in (("UTF-32", 4), ("UTF-16", 2)) if len(content) >= _LEAST_BYTES_OF_SURE_WIDE else ():
        for place in (0, size - 1):
            own = content[place::size]
            others = len(content) - len(own)
            if content.count(0) - own.count(0) >= others * _LEAST_SHARE_OF_NOUGHTS > own.count(0):
                return f"is saved as {name}; {SAVE_AS}"
    return _NOT_TEXT


class _Mixture:
    """A file in which some bytes are UTF-8 and others can only be Windows-1252."""

    def __init__(self) -> None:
        self._strays_are_rarer = True
        self._line = 1
        self._told: list[RecordProblem] = []
        self._untold = 0

    def look_at(self, stream: BinaryIO, size: int) -> None:
        """Tells which of the two is rarer, and goes back to the beginning. Raises NotUtf8 where only one is there.

        A pair of bytes that is valid UTF-8 by chance does not count: É and ’ in Windows-1252 make a letter that no
        ledger has.
        """
        decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        strays = sure = 0
        while content := stream.read(size):
            text = decoder.decode(content)
            if not text.isascii():
                strays += len(_STRAYS.findall(text))
                sure += sum(_is_surely_utf8(one) for one in text if one > "\x7f")
        stream.seek(0)
        if not sure or not strays:
            raise NotUtf8
        self._strays_are_rarer = strays <= sure

    def as_utf8(self, text: bytes) -> bytes:
        """The text with every stray byte as the character that it is in Windows-1252."""
        if text.isascii():
            self._line += len(text.splitlines())
            return text
        found = []
        for line in text.splitlines(keepends=True):
            decoded = line.decode("utf-8", "surrogateescape")
            strays = _STRAYS.findall(decoded)
            if strays if self._strays_are_rarer else any(map(_is_surely_utf8, decoded)):
                self._tell(decoded, strays)
            found.append(_STRAYS.sub(_as_windows, decoded) if strays else decoded)
            self._line += 1
        return "".join(found).encode("utf-8")

    def _tell(self, line: str, strays: list[str]) -> None:
        if len(self._told) == MAX_LINES_TOLD:
            self._untold += 1
            return
        if self._strays_are_rarer:
            byte = strays[0].encode("utf-8", "surrogateescape").hex().upper()
            reason = f"byte {byte} is no UTF-8, which the rest of the file is; it is read as Windows-1252"
            text = _STRAYS.sub(_as_windows, line)
        else:
            reason = "characters in UTF-8, in a file that is otherwise Windows-1252"
            text = "".join(one for one in line if _is_surely_utf8(one))
        self._told.append(RecordProblem(self._line, text.strip()[:_SHOWN], f"{reason}; {SAVE_AS}"))

    def problems(self) -> list[RecordProblem]:
        if not self._untold:
            return self._told
        more = RecordProblem(0, "", f"{self._untold:,} more lines in another encoding than the rest; {SAVE_AS}")
        return [*self._told, more]


def _is_surely_utf8(one: str) -> bool:
    """True if a character that was read as UTF-8 is unlikely to be Windows-1252 that is valid by chance."""
    if one <= "\x7f" or _STRAYS.match(one):
        return False
    if len(one.encode()) >= _LEAST_BYTES_OF_SURE_UTF8:
        return True
    return one <= "\u017f"  # letters of western Europe and Wales, and signs such as the pound's


def _as_windows(stray: re.Match[str]) -> str:
    return stray[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _not_text(reason: str) -> Unreadable:
    return Unreadable(RecordProblem(0, "", f"the file {reason}"))


def _refuse_other_formats(content: bytes) -> None:
    for signature, reason in _SIGNATURES.items():
        if content.startswith(signature):
            raise _not_text(reason)
    if _looks_binary(content[:_PROBE]):
        raise _not_text(_why_not_text(content))


def _looks_binary(probe: bytes) -> bool:
    """Whether more than one byte in fifty is a control character that no text file has."""
    return len(probe) - len(probe.translate(None, _CONTROLS)) > len(probe) / 50


def _line_end(content: bytes) -> int:
    """Where the last line ends, or 0; a carriage return at the very end may yet be followed by a line feed."""
    return content.rfind(b"\n") + 1 or content.rfind(b"\r", 0, -1) + 1
