"""Workbooks that state the extent of a sheet as whole rows or columns, which the reader of values takes for damage.

LibreOffice writes `1:39` where formats reach to the last column. The extent is a hint that no reader needs.
"""

from __future__ import annotations

import io
import re
from zipfile import ZIP_STORED, ZipFile

_SHEETS = "xl/worksheets/"
_HEAD_BYTES = 4_096
"""The extent stands before a sheet's first row."""
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*?/>")
_CELLS = re.compile(rb"""\bref\s*=\s*["']\$?[A-Za-z]+\$?\d+(?::\$?[A-Za-z]+\$?\d+)?["']""")


def without_odd_extents(content: bytes, archive: ZipFile) -> bytes:
    """The workbook's bytes; where a sheet states an extent that is no range of cells, those of a copy without it."""
    odd = {
        info.filename
        for info in archive.infolist()
        if info.filename.startswith(_SHEETS) and _is_odd(archive, info.filename)
    }
    if not odd:
        return content
    copy = io.BytesIO()
    with ZipFile(copy, "w", ZIP_STORED) as written:
        for info in archive.infolist():
            part = archive.read(info.filename)
            written.writestr(info.filename, _DIMENSION.sub(b"", part, count=1) if info.filename in odd else part)
    return copy.getvalue()


def _is_odd(archive: ZipFile, name: str) -> bool:
    with archive.open(name) as stream:
        found = _DIMENSION.search(stream.read(_HEAD_BYTES))
    return found is not None and not _CELLS.search(found[0])
