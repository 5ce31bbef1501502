"""Cells of text from typed columns, as Parquet files and databases hold them, for the parsers that read every file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.load.cells.headings import match_headings
from budget_monitor.load.sources.cells import (
    Block,
    RecordProblem,
    Unreadable,
    header_names,
    lines_from,
    without_blank_rows,
)
from budget_monitor.model.ledgers.schema import LedgerSchema

_DECIMALS = 6
_INSTEAD = "store decimals or text"


class ArrowCells:
    """The cells of a file that has typed columns: see `cells.Cells`.

    Text stays as it is, whole numbers and decimals are plain digits, dates are written 2021-11-12, and a null is a
    blank. Zeros at the end of a decimal are dropped: a column of two decimals does not say that 93.00 was measured
    so finely. Rows are numbered as if a header stood on line 1.

    Raises Unreadable for binary floats and booleans where the ledger has figures, and for values that are no cells.
    """

    header_line = 1

    def __init__(
        self,
        fields: pa.Schema,
        batches: Iterable[pa.RecordBatch],
        schema: LedgerSchema,
        sha256: Callable[[], str],
        reading: AbstractContextManager[None] | None = None,
    ) -> None:
        self.header = header_names(fields.names)
        if not self.header:
            raise Unreadable(RecordProblem(0, "", "there is no column with a name"))
        self.problems: list[RecordProblem] = []
        self.odd_lines: Collection[int] = ()
        self._batches = batches
        self._sha256 = sha256
        self._reading = reading or nullcontext()
        self._known = {heading.place for heading in match_headings(self.header, schema).known.values()}
        _refuse(fields.types[: len(self.header)], self.header, schema)

    @property
    def sha256(self) -> str:
        """Of the file."""
        return self._sha256()

    def blocks(self) -> Iterator[Block]:
        """The rows, in their order."""
        line = 2
        with self._reading:
            for batch in self._batches:
                columns = batch.columns[: len(self.header)]
                for place, (name, column) in enumerate(zip(self.header, columns, strict=True)):
                    _refuse_bytes(column, name, line, is_known=place in self._known)
                block = Block(tuple(map(as_text, columns)), lines_from(line, batch.num_rows))
                line += batch.num_rows
                yield without_blank_rows(block)


def _refuse(types: Sequence[pa.DataType], header: tuple[str, ...], schema: LedgerSchema) -> None:
    """Raises Unreadable where a column of the ledger holds what cannot be taken for its cells."""
    found = []
    stand_ins = {column.negated_by: column for column in schema.columns.values() if column.negated_by}
    columns = {**stand_ins, **schema.columns}
    for name, heading in match_headings(header, schema).known.items():
        kind = types[heading.place]
        numeric = name in columns and columns[name].type.is_numeric
        if reason := _why_not(kind, numeric=numeric):
            found.append(RecordProblem(1, str(kind), f"{heading.text} holds {reason}", heading.text))
    if found:
        raise Unreadable(*found)


def _refuse_bytes(values: pa.Array, name: str, first_line: int, *, is_known: bool) -> None:
    """Raises Unreadable where a column of text holds bytes that are none, with the first row of them. A column of plain
    bytes should be text where the ledger knows it; besides the ledger's it may be a picture.
    """
    texts = values.dictionary if pa.types.is_dictionary(values.type) else values
    is_text = any(test(texts.type) for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view))
    if not is_text and not (is_known and _is_bytes(texts.type)):
        return
    try:
        (texts if is_text else texts.cast(pa.binary()).cast(pa.string())).validate(full=True)
    except pa.ArrowInvalid:
        wrong = (
            place for place, one in enumerate(values.cast(pa.binary())) if one.is_valid and not _is_text(one.as_py())
        )
        place = next(wrong, 0)
        raw = values.cast(pa.binary())[place].as_py() or b""
        message = f"this is not UTF-8 text: byte {' '.join(f'{byte:02x}' for byte in raw[:8])}; the file is not read"
        raise Unreadable(RecordProblem(first_line + place, "", message, name)) from None


def _is_bytes(kind: pa.DataType) -> bool:
    of_bytes = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary, pa.types.is_binary_view)
    return any(test(kind) for test in of_bytes)


def _is_text(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _why_not(kind: pa.DataType, *, numeric: bool) -> str:
    if pa.types.is_nested(kind) and not pa.types.is_dictionary(kind):
        return f"lists or records ({kind}), which are no cells of a ledger: {_INSTEAD}"
    if numeric and pa.types.is_floating(kind):
        return f"binary floats ({kind}), which are not exact amounts: {_INSTEAD}"
    if numeric and pa.types.is_boolean(kind):
        return f"booleans ({kind}), which are no amounts: {_INSTEAD}"
    if numeric and pa.types.is_temporal(kind):
        return f"times ({kind}), which are no amounts: {_INSTEAD}"
    return ""


def as_text(values: pa.Array) -> pa.Array:
    """The values as a person would type them; nulls are blank."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return as_text(values.dictionary_decode())
    if pa.types.is_decimal(kind):
        text = _decimals(values)
    elif pa.types.is_timestamp(kind):
        text = pc.replace_substring_regex(values.cast(pa.string()), r" 00:00:00(?:\.0+)?Z?$", "")
    elif pa.types.is_nested(kind):
        text = pa.array([None if value is None else str(value) for value in values.to_pylist()], pa.string())
    elif pa.types.is_null(kind):
        text = pa.nulls(len(values), pa.string())
    else:
        text = _cast(values)
    return pc.fill_null(text, "")


def _cast(values: pa.Array) -> pa.Array:
    try:
        return values.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # bytes that are no text, or a type without a text
        return pa.array([None if value is None else str(value) for value in values.to_pylist()], pa.string())


def _decimals(values: pa.Array) -> pa.Array:
    """Plain digits. Arrow writes small and large ones with an exponent, unless they have few decimals."""
    scale = values.type.scale
    if not 0 <= scale <= _DECIMALS:
        try:
            values = values.cast(pa.decimal256(76, min(max(scale, 0), _DECIMALS)))
        except pa.ArrowInvalid:  # digits beyond the sixth decimal, or too many of them before it
            numbers = [None if value is None else f"{value:f}" for value in values.to_pylist()]
            return _without_zeros(pa.array(numbers, pa.string()))
    text = values.cast(pa.string())
    return text if scale <= 0 else _without_zeros(text)


def _without_zeros(text: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(text, r"(?:\.0*|(\.[0-9]*[1-9])0+)$", r"\1")
