"""Columns that were not taken and are like those that were: what was taken may be a part only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from budget_monitor.figures.headers import SURE, likeness
from budget_monitor.model.ledgers.grid import column_letters
from budget_monitor.model.ledgers.layout import ColumnKind, SeenColumn
from budget_monitor.model.ledgers.schema import LedgerSchema

FIGURES = (ColumnKind.FIGURES, ColumnKind.PERCENTAGES)


def guesses_among(
    columns: Mapping[str, str | list[str]], schema: LedgerSchema, free: Sequence[SeenColumn]
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
        for one in figures:
            if any(likeness(one.header, other, schema.words.get(other, ())) for other in names):
                yield name, f"a guess: {one.header} ({column_letters(one.place)}) is like it, too"
                break
