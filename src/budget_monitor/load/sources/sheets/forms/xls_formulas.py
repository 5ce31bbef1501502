"""Formulas of workbooks in xls form: from the tokens that are stored to the text that a spreadsheet shows."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from msgspec import Struct, field

from budget_monitor.load.sources.sheets.sheet_xml import Place
from budget_monitor.model.ledgers.grid import column_letters

_BINARY = {
    0x03: "+", 0x04: "-", 0x05: "*", 0x06: "/", 0x07: "^", 0x08: "&", 0x09: "<", 0x0A: "<=", 0x0B: "=", 0x0C: ">=",
    0x0D: ">", 0x0E: "<>", 0x0F: " ", 0x10: ",", 0x11: ":",
}  # fmt: skip
_FUNCTIONS = {
    0: ("COUNT", None), 1: ("IF", None), 2: ("ISNA", 1), 3: ("ISERROR", 1), 4: ("SUM", None), 5: ("AVERAGE", None),
    6: ("MIN", None), 7: ("MAX", None), 8: ("ROW", None), 9: ("COLUMN", None), 10: ("NA", 0), 20: ("SQRT", 1),
    24: ("ABS", 1), 25: ("INT", 1), 26: ("SIGN", 1), 27: ("ROUND", 2), 28: ("LOOKUP", None), 29: ("INDEX", None),
    31: ("MID", 3), 32: ("LEN", 1), 33: ("VALUE", 1), 36: ("AND", None), 37: ("OR", None), 38: ("NOT", 1),
    39: ("MOD", 2), 48: ("TEXT", 2), 64: ("MATCH", None), 65: ("DATE", 3), 67: ("DAY", 1), 68: ("MONTH", 1),
    69: ("YEAR", 1), 74: ("NOW", 0), 78: ("OFFSET", None), 100: ("CHOOSE", None), 101: ("HLOOKUP", None),
    102: ("VLOOKUP", None), 112: ("LOWER", 1), 113: ("UPPER", 1), 115: ("LEFT", None), 116: ("RIGHT", None),
    118: ("TRIM", 1), 126: ("ISERR", 1), 127: ("ISTEXT", 1), 128: ("ISNUMBER", 1), 129: ("ISBLANK", 1),
    148: ("INDIRECT", None), 169: ("COUNTA", None), 197: ("TRUNC", None), 212: ("ROUNDUP", 2), 213: ("ROUNDDOWN", 2),
    221: ("TODAY", 0), 228: ("SUMPRODUCT", None), 336: ("CONCATENATE", None), 344: ("SUBTOTAL", None),
    345: ("SUMIF", None), 346: ("COUNTIF", 2), 347: ("COUNTBLANK", 1),
}  # fmt: skip
"""The functions' names by their number, and how many arguments those have that always have as many."""
_SUM_MARK, _CHOOSE_MARK = 0x10, 0x04
_SHARED = 0x01
_SIZES = {0x26: 6, 0x27: 6, 0x28: 6, 0x29: 2}
"""Tokens that say something of those behind them, and how long they are."""
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_ROWS_AND_COLUMNS = 2**16, 2**8


class NotReadError(Exception):
    """A formula that has a token which is not read."""


class Links(Struct):
    """What references to other sheets mean: the workbook's own sheets, and the books and sheets referred to."""

    sheets: list[str] = field(default_factory=list)
    books: list[str] = field(default_factory=list)
    """The file of each book; empty for the workbook itself."""
    named: list[tuple[int, int]] = field(default_factory=list)
    """The book, and the first sheet in it, of each reference."""

    def add_book(self, data: bytes) -> None:
        """Takes in a record that names a book."""
        is_own = data[2:4] in (b"\x01\x04", b"\x01\x3a")
        self.books.append("" if is_own else _book_name(data))

    def add_named(self, data: bytes) -> None:
        """Takes in the record that lists what is referred to."""
        (count,) = struct.unpack_from("<H", data)
        self.named += [struct.unpack_from("<HH", data, 2 + 6 * at) for at in range(min(count, (len(data) - 2) // 6))]

    def sheet(self, number: int) -> str:
        """What stands before a cell of the sheet that a reference names, as in `Fees!C1`."""
        book, sheet = self.named[number] if number < len(self.named) else (0, -1)
        if book < len(self.books) and self.books[book]:
            return f"'[{self.books[book]}]'!"
        if not 0 <= sheet < len(self.sheets):
            raise NotReadError
        name = self.sheets[sheet]
        return f"{name}!" if name.isidentifier() else f"'{name.replace(chr(39), chr(39) * 2)}'!"


def _book_name(data: bytes) -> str:
    (length,) = struct.unpack_from("<H", data, 2)
    is_wide = data[4] & 1
    text = data[5 : 5 + length * (1 + is_wide)].decode("utf-16-le" if is_wide else "latin-1", "replace")
    return "".join(one if one.isprintable() else "/" for one in text).rpartition("/")[2] or "another file"


def formula_text(tokens: bytes, place: Place, shared: Mapping[Place, bytes], links: Links) -> str:
    """The formula of the cell at `place`. Raises NotReadError where it has what is not read here."""
    if tokens[:1] == bytes([_SHARED]):
        first = struct.unpack_from("<HH", tokens, 1)
        if first not in shared:
            raise NotReadError
        tokens = shared[first]
    reader = _Reader(tokens, place, links)
    reader.read()
    if len(reader.stack) != 1:
        raise NotReadError
    return reader.stack[0]


class _Reader:
    """Goes through the tokens, which stand in the order in which they are worked out."""

    def __init__(self, tokens: bytes, place: Place, links: Links) -> None:
        self.stack: list[str] = []
        self._tokens = tokens
        self._at = 0
        self._place = place
        self._links = links

    def read(self) -> None:
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            # from here on three kinds of the same token say of what kind its value is to be
            kind = token if token < 0x20 else 0x20 | token & 0x1F
            if kind in _BINARY:
                right, left = self.stack.pop(), self.stack.pop()
                self.stack.append(f"{left}{_BINARY[kind]}{right}")
            elif kind in _SIZES:
                self._at += _SIZES[kind]
            else:
                self._one(kind)

    def _take(self, layout: str) -> tuple[int, ...]:
        found = struct.unpack_from(f"<{layout}", self._tokens, self._at)
        self._at += struct.calcsize(f"<{layout}")
        return found

    def _one(self, kind: int) -> None:
        match kind:
            case 0x12 | 0x13:
                self.stack.append(f"{'+' if kind == 0x12 else '-'}{self.stack.pop()}")
            case 0x14:
                self.stack.append(f"{self.stack.pop()}%")
            case 0x15:
                self.stack.append(f"({self.stack.pop()})")
            case 0x16:
                self.stack.append("")
            case 0x17:
                self.stack.append(self._word())
            case 0x19:
                self._mark()
            case 0x1C:
                self.stack.append(_ERRORS.get(self._take("B")[0], "#N/A"))
            case 0x1D:
                self.stack.append("TRUE" if self._take("B")[0] else "FALSE")
            case 0x1E:
                self.stack.append(str(self._take("H")[0]))
            case 0x1F:
                self.stack.append(f"{self._take('d')[0]:.15g}")
            case 0x21:
                name, count = _FUNCTIONS.get(self._take("H")[0], ("", None))
                self._function(name, count)
            case 0x22:
                count, number = self._take("BH")
                self._function(_FUNCTIONS.get(number & 0x7FFF, ("", None))[0], count & 0x7F)
            case _:
                self._reference(kind)

    def _word(self) -> str:
        length, is_wide = self._take("BB")
        size = length * (1 + (is_wide & 1))
        text = self._tokens[self._at : self._at + size].decode("utf-16-le" if is_wide & 1 else "latin-1", "replace")
        self._at += size
        return '"' + text.replace('"', '""') + '"'

    def _mark(self) -> None:
        marks, number = self._take("BH")
        if marks & _SUM_MARK:
            self._function("SUM", 1)
        elif marks & _CHOOSE_MARK:
            self._at += 2 * (number + 1)

    def _function(self, name: str, count: int | None) -> None:
        if not name or count is None or count > len(self.stack):
            raise NotReadError
        arguments = self.stack[len(self.stack) - count :]
        del self.stack[len(self.stack) - count :]
        self.stack.append(f"{name}({','.join(arguments)})")

    def _reference(self, kind: int) -> None:
        sheet = self._links.sheet(self._take("H")[0]) if kind in (0x3A, 0x3B) else ""
        match kind:
            case 0x24 | 0x3A:
                self.stack.append(sheet + self._cell(*self._take("HH"), is_moved=False))
            case 0x2C:
                self.stack.append(self._cell(*self._take("HH"), is_moved=True))
            case 0x25 | 0x3B | 0x2D:
                top, bottom, left, right = self._take("HHHH")
                ends = (self._cell(*one, is_moved=kind == 0x2D) for one in ((top, left), (bottom, right)))
                self.stack.append(sheet + ":".join(ends))
            case 0x2A | 0x2B | 0x3C | 0x3D:
                self._at += {0x2A: 4, 0x2B: 8, 0x3C: 6, 0x3D: 10}[kind]
                self.stack.append("#REF!")
            case _:
                raise NotReadError

    def _cell(self, row: int, column: int, *, is_moved: bool) -> str:
        """A cell; one of a shared formula is stated by how far off it is, where it moves."""
        row_moves, column_moves = bool(column & 0x8000), bool(column & 0x4000)
        column &= 0xFF
        if is_moved:
            row = (row + self._place[0]) % _ROWS_AND_COLUMNS[0] if row_moves else row
            column = (column + self._place[1]) % _ROWS_AND_COLUMNS[1] if column_moves else column
        return f"{'' if column_moves else '$'}{column_letters(column)}{'' if row_moves else '$'}{row + 1}"
