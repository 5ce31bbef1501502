"""A drafted mapping as the TOML of a `[source]`, with a comment to whatever is not plain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from budget_monitor.load.sources.kinds import MAPPING
from budget_monitor.load.sources.mapping.drafts.said import Draft
from budget_monitor.model.ledgers.grid import column_letters
from budget_monitor.model.ledgers.layout import Layout, RowRole
from budget_monitor.toml.write import toml_name, toml_text

MAX_UNUSED_NAMED = 8
REMARKS_FROM = 44
"""The column in which comments begin, where what stands before them is no longer."""


def draft_text(draft: Draft, layout: Layout) -> str:
    """The whole file."""
    return "\n".join(_lines(draft, layout)) + "\n"


def _lines(draft: Draft, layout: Layout) -> Iterator[str]:
    grid = layout.grid
    stem = grid.file.rpartition(".")[0] or grid.file
    table = f"{grid.file}, sheet {grid.sheet}," if grid.sheet else grid.file
    yield f"# How {_plain(table)} becomes the ledger {draft.ledger}: a draft, made from the file's contents."
    yield f"# Keep it beside the file as {_plain(stem)}{MAPPING}; next time the same layout needs nothing."
    yield f"# Seen: {_seen(layout)}."
    if draft.unused:
        more = f" and {len(draft.unused) - MAX_UNUSED_NAMED:,} more" if len(draft.unused) > MAX_UNUSED_NAMED else ""
        yield f"# Not used: {_plain(', '.join(draft.unused[:MAX_UNUSED_NAMED]))}{more}."
    yield ""
    yield "[source]"
    yield _line("ledger", toml_text(draft.ledger))
    yield _line(f"# file = {toml_text(grid.file)}", "", "needed where this stands in budget-monitor.toml")
    if grid.sheet:
        yield _line("sheet", toml_text(grid.sheet))
    if draft.unit is not None:
        yield _line("unit", toml_text(draft.unit.value), "from above the table")
    if draft.is_transposed:
        yield _line("layout", toml_text("transposed"), "each column of figures is a line of the ledger")
    if draft.range:
        yield _line("range", toml_text(draft.range), "what stands right of it is no figure")
    if draft.fill:
        yield _line("fill", _list(draft.fill), "stands on the first of its rows only")
    if draft.totals:
        yield _line("totals", _list(draft.totals), "found to be sums of the rows above them")
    if draft.subtotals:
        yield _line("subtotals", _list(draft.subtotals), "found to be sums of the rows above them")
    yield from _table("columns", draft.columns, draft.remarks)
    yield from _table("constants", draft.constants, draft.remarks)
    if draft.unsaid:
        yield from [] if draft.constants else ["", "[source.constants]"]
        for name, choices in draft.unsaid.items():
            known = " or ".join(map(toml_text, choices))
            yield _line(f'# {toml_name(name)} = ""', "", f"where it is the same on every line: {known}")
    if draft.only:
        yield ""
        yield "[source.only]"
        for column, text in draft.only.items():
            yield _line(toml_name(column), toml_text(text), "the ledger has no column for what the other rows are")
    if draft.leave_out:
        yield ""
        yield "[source.leave_out]"
        for column, texts in draft.leave_out.items():
            yield _line(toml_name(column), _list(texts), "what stands across and is no line of the ledger")
    for column, values in draft.values.items():
        remark = draft.remarks.get(f"values.{column}", "")
        yield ""
        yield _line(f"[source.values.{toml_name(column)}]", "", remark)
        for text, value in values.items():
            yield _line(toml_name(text), toml_text(value))


def _table(
    name: str, entries: Mapping[str, str | list[str]] | Mapping[str, str], remarks: Mapping[str, str]
) -> Iterator[str]:
    if not entries:
        return
    yield ""
    yield f"[source.{name}]"
    for key, value in entries.items():
        text = toml_text(value) if isinstance(value, str) else _list(value)
        yield _line(toml_name(key), text, remarks.get(key if name == "columns" else f"{name}.{key}", ""))


def _line(key: str, value: str, remark: str = "") -> str:
    text = f"{key} = {value}" if value else key
    return f"{text:{REMARKS_FROM - 2}}  # {remark}" if remark else text


def _list(texts: list[str]) -> str:
    return f"[{', '.join(map(toml_text, texts))}]"


def _plain(text: str) -> str:
    """A text for a comment, on one line."""
    return " ".join(text.split())


def _seen(layout: Layout) -> str:
    if layout.is_turned:
        across = [column_letters(row.place) for row in layout.rows if row.role in (RowRole.LINE, RowRole.TOTAL)]
        return f"{len(layout.columns):,} rows with labels, figures in {', '.join(across)}"
    lines = layout.header_lines
    header = "no header" if not lines else f"the header in line {lines[0]}"
    if len(lines) > 1:
        header = f"the header in lines {lines[0]} to {lines[-1]}"
    counts = Counter(row.role for row in layout.rows)
    roles = (RowRole.LINE, RowRole.TOTAL, RowRole.HEADING, RowRole.NOTE)
    return ", ".join(
        [header, *(f"{counts[one]:,} {one.value}{'s' * (counts[one] > 1)}" for one in roles if counts[one])]
    )
