"""What is refused as too large, and how long is searched: bounds, so that no input fills the machine or holds it up.

They are settings ([limits]), in force while a job is at work on what they stand beside: `within` puts them into force,
`limits` says what is. A job with none has the defaults.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

Count: TypeAlias = Annotated[int, Meta(ge=1, le=10**9, description="a whole number, at least 1")]
Depth: TypeAlias = Annotated[int, Meta(ge=1, le=400, description="a whole number from 1 to 400")]
Level: TypeAlias = Annotated[int, Meta(ge=1, le=100, description="a whole number from 1 to 100")]
Time: TypeAlias = Annotated[int, Meta(ge=1, le=86_400, description="a whole number of seconds, at least 1")]


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """[limits]: a megabyte has a million bytes."""

    columns: Annotated[Count, Meta(title="How many columns a ledger may have.")] = 5_000
    cell_characters: Annotated[
        Count, Meta(title="How many characters a cell of a CSV file may have, a header too.")
    ] = 262_144
    file_megabytes: Annotated[
        Count, Meta(title="How large a document or a table without rules may be. A ledger may have any size.")
    ] = 500
    workbook_megabytes: Annotated[Count, Meta(title="How large a workbook may be.")] = 200
    unpacked_megabytes: Annotated[
        Count, Meta(title="What a workbook may come to when it is unpacked; a larger one is made to fill the machine.")
    ] = 1_500
    part_megabytes: Annotated[Count, Meta(title="What one part of a packed document may come to.")] = 200
    reader_seconds: Annotated[
        Time,
        Meta(
            title="How long the reader of .ods and .xls may be at work on one; four times as long where it has to wait."
        ),
    ] = 10
    reader_megabytes: Annotated[Count, Meta(title="How much memory the reader of .ods and .xls may take.")] = 4_000
    sheet_cells: Annotated[
        Count, Meta(title="How many cells may lie within the outermost ones of a workbook's sheet, blank ones too.")
    ] = 12_000_000
    table_cells: Annotated[Count, Meta(title="How many cells a table without rules may have.")] = 4_000_000
    document_cells: Annotated[Count, Meta(title="How many cells a table of a document may have.")] = 1_000_000
    document_columns: Annotated[Count, Meta(title="How many columns of a document's table are read.")] = 200
    pages: Annotated[Count, Meta(title="How many pages a PDF may have.")] = 2_000
    toml_megabytes: Annotated[
        Count, Meta(title="How large a file of rules, settings, mappings, notes or accepted differences may be.")
    ] = 5
    expression_depth: Annotated[Level, Meta(title="How deep operations of a rule may stand inside one another.")] = 100
    xml_depth: Annotated[Depth, Meta(title="How deep elements of a document may stand in one another.")] = 250
    sums_seconds: Annotated[
        Time, Meta(title="How long what adds up in a file without rules is looked for; then the exit code is 2.")
    ] = 10
    text_seconds: Annotated[
        Time,
        Meta(
            title="How long a document's text, and what to put right in its tables, are looked for; then exit code 2."
        ),
    ] = 10
    corrections_seconds: Annotated[Time, Meta(title="How long what to put right is looked for.")] = 4
    joint_seconds: Annotated[
        Time, Meta(title="How long figures within rounding are tried for whether all can be true (rule JOINT).")
    ] = 2


_DEFAULTS = Limits()
_IN_FORCE: ContextVar[Limits] = ContextVar("limits", default=_DEFAULTS)


def limits() -> Limits:
    """The limits in force."""
    return _IN_FORCE.get()


@contextmanager
def within(own: Limits) -> Iterator[None]:
    """Puts limits into force for a while."""
    before = _IN_FORCE.set(own)
    try:
        yield
    finally:
        _IN_FORCE.reset(before)
