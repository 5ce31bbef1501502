"""What a draft says beside its columns: others that are like those it took, and choices written in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from budget_monitor.figures.headers import SURE, choice_of, likeness
from budget_monitor.load.sources.mapping.drafts.when import WHEN
from budget_monitor.model.ledgers.layout import ColumnKind, Layout, RowRole, SeenColumn
from budget_monitor.model.ledgers.schema import Column, ColumnType, LedgerSchema

FIGURES = (ColumnKind.FIGURES, ColumnKind.PERCENTAGES)


def guesses_among(
    columns: Mapping[str, str | list[str]], schema: LedgerSchema, free: Sequence[SeenColumn], layout: Layout
) -> Iterator[tuple[str, str]]:
    """Columns of figures beside which a free one is like them too, or like their reverse, as transfers in are beside
    transfers out; and what to say of it.
    """
    reverse = {one.negated_by: name for name, one in schema.columns.items() if one.negated_by}
    reverse |= {name: other for other, name in reverse.items()}
    figures = [one for one in free if one.kind in FIGURES and one.header]
    for name, text in columns.items():
        is_sure = isinstance(text, str) and likeness(text, name, schema.words.get(name, ())) > SURE
        names = [*([reverse[name]] if name in reverse else []), *([] if is_sure else [name])]
        own = schema.columns.get(name, schema.columns.get(reverse.get(name, "")))
        of_money = own is not None and own.type is ColumnType.MONEY
        for one in figures:
            if is_share(one.header) and of_money:
                continue
            if any(likeness(one.header, other, schema.words.get(other, ())) for other in names):
                yield name, f"a guess: {one.header} ({layout.short(one.place)}) is like it, too"
                break


def fits(column: Column, seen: SeenColumn) -> bool:
    """True if a column of the table may hold what a column of the ledger does, by what stands in it."""
    if column.type.is_numeric:
        is_amount = seen.kind in FIGURES and not (column.type is ColumnType.MONEY and is_share(seen.header))
        return is_amount or (column.type is ColumnType.INTEGER and seen.kind is ColumnKind.NAMES)
    if column.type is ColumnType.DATE:
        return seen.kind is ColumnKind.DATES
    return seen.kind not in FIGURES and column.type not in WHEN


def is_share(header: str) -> bool:
    """True if a header stands over percentages, which are no amounts of money."""
    return _SHARE.search(header) is not None


_SHARE = re.compile(r"(?i)%|\bper ?cent(?:ages?)?\b")


def choices_in_other_words(
    places: Mapping[str, Sequence[int]], schema: LedgerSchema, layout: Layout
) -> dict[str, dict[str, str]]:
    """By the ledger's column, choices that the file writes by their first letters (G, A and R) or in other words that
    the ledger knows (delivered, at risk), with what is meant. `places` are the columns of the file by the ledger's.
    """
    found: dict[str, dict[str, str]] = {}
    for name, own in places.items():
        one = schema.columns.get(name)
        if one is None or one.type is not ColumnType.CHOICE:
            continue
        initials = {choice[:1].casefold(): choice for choice in one.of}
        known = initials if len(initials) == len(one.of) else {}
        lines = (layout.grid.rows[row.place] for row in layout.rows if row.role is RowRole.LINE)
        texts = dict.fromkeys(cells[place].text.strip() for cells in lines for place in own)
        meant = {text: known.get(text.casefold()) or choice_of(text, name, schema) for text in texts if text}
        meant = {text: choice for text, choice in meant.items() if choice and text.casefold() != choice.casefold()}
        if meant:
            found[name] = meant
    return found
