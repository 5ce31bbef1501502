"""From a file's bytes to UTF-8, or to the reason why they are no text."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class NotText:
    """Why a file cannot be read as text; `reason` continues a sentence that begins with the file."""

    reason: str


def as_utf8(content: bytes) -> bytes | NotText:
    """The same text in UTF-8 without a byte-order mark.

    What is not valid UTF-8 is taken for Windows-1252, which is what Excel writes as plain "CSV".
    """
    for signature, reason in _SIGNATURES.items():
        if content.startswith(signature):
            return NotText(reason)
    if b"\0" in content or _looks_binary(content[:_PROBE]):
        return NotText(_NOT_TEXT)
    text = content.removeprefix(codecs.BOM_UTF8)
    if text.isascii():
        return text
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return text.decode("cp1252").encode("utf-8")
        except UnicodeDecodeError:
            return NotText(_NOT_TEXT)
    return text


def _looks_binary(probe: bytes) -> bool:
    """Whether more than one byte in fifty is a control character that no text file has."""
    return len(probe) - len(probe.translate(None, _CONTROLS)) > len(probe) / 50
