"""Makes workbooks in the forms of ods and xls, as few of their parts as a reader needs."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle"),
    )
)  # fmt: skip
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def ods(body: str, styles: str = "", more: Mapping[str, str] | None = None) -> bytes:
    """A workbook of the given tables and automatic styles, with further files of its archive."""
    content = (
        f"<office:document-content {_NAMES} {_CALC}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("content.xml", content)
        manifest = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
        names = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {names}>{manifest}</manifest:manifest>")
        for name, text in (more or {}).items():
            archive.writestr(name, text)
    return whole.getvalue()


def record(kind: int, data: bytes = b"") -> bytes:
    """One record of a workbook in xls form."""
    return struct.pack("<HH", kind, len(data)) + data


def words(text: str) -> bytes:
    """A text, and that its characters have a byte each; its length stands before it."""
    return b"\0" + text.encode("latin-1")


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    """A cell that holds a number."""
    return record(0x0203, struct.pack("<HHHd", row, column, style, value))


def label(row: int, column: int, text: str) -> bytes:
    """A cell that holds a text."""
    return record(0x0204, struct.pack("<HHHH", row, column, 0, len(text)) + words(text))


def formula(row: int, column: int, value: float, tokens: bytes) -> bytes:
    """A cell that holds a formula and the number it came to."""
    return record(0x0006, struct.pack("<HHHdHIH", row, column, 0, value, 0, 0, len(tokens)) + tokens)


def xls(cells: Sequence[bytes], formats: Sequence[str] = (), before: bytes = b"", sheet: str = "Sheet1") -> bytes:
    """A workbook of one sheet. Its first style is General, the others are `formats`; `before` stands in front."""
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + before
    own = b"".join(
        record(0x041E, struct.pack("<HH", 164 + at, len(code)) + words(code)) for at, code in enumerate(formats)
    )
    used = b"".join(
        record(0x00E0, struct.pack("<HH16x", 0, 164 + at if at >= 0 else 0)) for at in range(-1, len(formats))
    )
    name = bytes([len(sheet)]) + words(sheet)
    at = len(begin) + len(own) + len(used) + 4 + 6 + len(name) + 4
    whole = begin + own + used + record(0x0085, struct.pack("<IBB", at, 0, 0) + name) + record(0x000A)
    whole += record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + b"".join(cells) + record(0x000A)
    return compound("Workbook", whole)


def compound(name: str, stream: bytes) -> bytes:
    """A file of one stream, of 4,096 bytes or more: shorter ones would stand elsewhere."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    assert len(table) <= 128
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)  # fmt: skip
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    root = _entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)
    own = _entry(name, 2, 2, len(stream), child=0xFFFFFFFF)
    directory = (root + own).ljust(512, b"\0")
    return header + struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table))) + directory + stream


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    text = name.encode("utf-16-le").ljust(64, b"\0")
    links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
    return text + struct.pack("<HBB", 2 * len(name) + 2, kind, 1) + links + b"\0" * 36 + struct.pack("<IQ", start, size)


def text_cell(text: str, given: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {given}><text:p>{text}</text:p></table:table-cell>'


def number_cell(value: str, given: str = "", shown: str = "") -> str:
    cell = f'<table:table-cell office:value-type="float" office:value="{value}" {given}>'
    return f"{cell}<text:p>{shown or value}</text:p></table:table-cell>"


def row(*cells: str, given: str = "") -> str:
    return f"<table:table-row {given}>{''.join(cells)}</table:table-row>"


def table(*rows: str, name: str = "shares", columns: str = "") -> str:
    return f'<table:table table:name="{name}">{columns}{"".join(rows)}</table:table>'
