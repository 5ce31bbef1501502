"""How far figures can move unnoticed: a table for people, and JSON for scripts.

The JSON has, in this order, schema_version (1), figures, left_out, share_shown (of all single-digit slips; null where
there are none), and rooms: file, line, column, text, value, down, up (null is without limit), slips, shown. Numbers
that are not counts are decimal strings, sizes to six places, cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import floor

import msgspec
from moneyed import Money
from rich.console import RenderableType

from budget_monitor.model.ledgers.money import decimal_of, decimal_text, figure_text, money, plain
from budget_monitor.model.results.coverage import Coverage, Room, share_shown
from budget_monitor.render.text.json_bytes import json_bytes
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.words import plural


class _Room(msgspec.Struct):
    file: str
    line: int
    column: str
    text: str
    value: str | None
    down: str | None
    up: str | None
    slips: int
    shown: int


class _Coverage(msgspec.Struct):
    schema_version: int
    figures: int
    left_out: int
    share_shown: str | None
    rooms: Sequence[_Room]


def to_coverage_json(coverage: Coverage) -> bytes:
    """The rooms as indented UTF-8 JSON."""
    document = _Coverage(
        1, len(coverage.rooms), coverage.left_out, _decimal(share_shown(coverage.rooms)), [*map(_room, coverage.rooms)]
    )
    return json_bytes(document)


def to_coverage_table(coverage: Coverage, page: Page, *, every: bool = False) -> str:
    """The columns of the set with their figures summed up; with `every`, each figure."""

    def parts() -> Iterable[RenderableType]:
        if every:
            yield _figures(coverage.rooms, page)
        else:
            yield _columns(coverage, page)
        yield ""
        free = sum(room.is_free for room in coverage.rooms)
        share = share_shown(coverage.rooms)
        yield page.text(
            f"{plural(len(coverage.rooms), 'figure')}: {free:,} can be anything as far as sums and ties tell; "
            f"{_percent(share)} of single-digit slips would show."
        )
        if coverage.left_out:
            yield page.text(f"{coverage.left_out:,} more figures were not looked at.")

    return page.render(parts())


def _columns(coverage: Coverage, page: Page) -> RenderableType:
    counts = (("figures", "right"), ("untied", "right"), ("widest room", "right"), ("slips shown", "right"))
    table = page.table(("column", "fixed"), *counts)
    for (ledger, column), rooms in coverage.by_column.items():
        widest = max((size for room in rooms for size in (room.down, room.up) if size is not None), default=None)
        untied = sum(room.is_free for room in rooms)
        texts = (
            f"{ledger}.{column}", f"{len(rooms):,}", f"{untied:,}" if untied else "-",
            "-" if widest is None else size_text(rooms[0], widest), _percent(share_shown(rooms)),
        )  # fmt: skip
        table.add_row(*map(page.text, texts))
    return table


def _figures(rooms: Sequence[Room], page: Page) -> RenderableType:
    sizes = (("is", "right"), ("down", "right"), ("up", "right"), ("slips shown", "right"))
    table = page.table(("figure", "fixed"), *sizes)
    for room in rooms:
        ref = room.cell.ref
        texts = (
            f"{ref.place} {ref.column}", room.cell.text, _limit(room, room.down), _limit(room, room.up),
            f"{room.shown} of {room.slips}",
        )  # fmt: skip
        table.add_row(*map(page.text, texts))
    return table


def _limit(room: Room, size: Fraction | None) -> str:
    return "any" if size is None else size_text(room, size)


def size_text(room: Room, size: Fraction) -> str:
    """A size in the currency of a figure, or as a plain number, to two places."""
    number = decimal_of(Fraction(floor(size * 100), 100))
    value = room.cell.value
    return figure_text(money(number, str(value.currency.code)) if isinstance(value, Money) else number)


def _percent(share: Fraction | None) -> str:
    return "-" if share is None else f"{float(share) * 100:.0f}%"


def _room(room: Room) -> _Room:
    ref, value = room.cell.ref, room.cell.value
    text = None if value is None or isinstance(value, str) else decimal_text(plain(value))
    down, up = _decimal(room.down), _decimal(room.up)
    return _Room(ref.file, ref.line, ref.column, room.cell.text, text, down, up, room.slips, room.shown)


def _decimal(number: Fraction | None) -> str | None:
    """A number to six places, cut off: a figure can move so far, perhaps a little further."""
    return None if number is None else decimal_text(decimal_of(Fraction(floor(number * 10**6), 10**6)))
