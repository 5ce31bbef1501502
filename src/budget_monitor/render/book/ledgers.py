"""The ledgers for people: the list of them, and everything there is to know about one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType

from budget_monitor.model.checks.rule import Rule, Severity
from budget_monitor.model.ledgers.schema import Column, ColumnType, Layout, LedgerSchema
from budget_monitor.render.text.page import Page
from budget_monitor.rules.compiled import RuleBook

TYPE_WORDS = {
    ColumnType.TEXT: "text",
    ColumnType.MONEY: "an amount of money, in the unit of the ledger",
    ColumnType.NUMBER: "a number, as precise as its digits",
    ColumnType.PERCENT: "a percentage, as precise as its digits",
    ColumnType.INTEGER: "a whole number, exact",
    ColumnType.DATE: "a date, such as 2021-11-12 or 12/11/2021",
    ColumnType.FINANCIAL_YEAR: "a financial year, such as 2021/22",
    ColumnType.PERIOD: "a period: B, Q1, Q1.5, Q2, Q3, Q4, P01 to P13, or another word for one",
}
"""What each type of column holds. A choice says its own words."""

UNIT_WORDS = (
    "£, £1, £000 or £m: from budget-monitor.toml beside the ledgers, a column's header such as `amount (£000)`, or the "
    "figure itself (£0.163m); £ unless stated"
)


def ledger_list(book: RuleBook, page: Page | None = None) -> str:
    """All ledgers, in the order of the rule files: name and title on one line."""
    page = page or Page()

    def parts() -> Iterable[RenderableType]:
        grid = page.grid("fixed", "left", gap=2)
        for schema in book.ledgers.values():
            grid.add_row(page.text(schema.name, "bold"), page.text(schema.title))
        yield grid

    return page.render(parts())


def ledger_page(schema: LedgerSchema, rules: Sequence[Rule], page: Page | None = None) -> str:
    """Everything about a ledger: what it is, its file, key, columns, and the `rules` that read it."""
    page = page or Page()

    def parts() -> Iterable[RenderableType]:
        yield page.line((schema.name, "bold"), ("  ", ""), (schema.title, "bold"))
        yield ""
        grid = page.grid("fixed", "left", gap=2)
        for label, text in facts(schema):
            grid.add_row(page.text(label, "dim"), page.text(text))
        yield page.indented(grid)
        yield ""
        yield page.text("Columns", "bold")
        columns = page.grid("fixed", "left", gap=2)
        for column in schema.columns.values():
            columns.add_row(page.text(column.name), page.text(column_text(column)))
        yield page.indented(columns)
        yield ""
        yield page.text("Rules that read it", "bold")
        yield page.indented(_rules(rules, page))

    return page.render(parts())


def facts(schema: LedgerSchema) -> list[tuple[str, str]]:
    """What is to be said of a ledger as a whole, as labelled lines; what does not apply is left out."""
    rows = [
        ("what", " ".join(schema.what.split())),
        ("file", f"{schema.name}.csv"),
        ("key", ", ".join(schema.key) + ("; several lines may have the same" if schema.repeats else "")),
        ("label", f"{schema.label}: a row that says Total or Sub-total here is no line" if schema.label else ""),
        ("sequence", f"{', '.join(schema.sequence)}: previous() steps along it" if schema.sequence else ""),
        ("layout", "transposed: a line to each column" if schema.layout is Layout.TRANSPOSED else ""),
        ("unit", UNIT_WORDS if _has_money(schema) else ""),
        ("defined in", schema.defined_in),
    ]
    return [(label, text) for label, text in rows if text]


def column_text(column: Column) -> str:
    """What a column holds, whether a file may lack it, and what may stand in for it."""
    if column.names_previous:
        said = "an earlier period, with its year where that is another: Q3, or 2020/21 Q3"
    elif column.type is ColumnType.CHOICE:
        said = f"one of: {', '.join(column.of)}"
    else:
        said = TYPE_WORDS[column.type]
    parts = [said]
    if not column.required:
        parts.append("optional")
    if column.negated_by:
        parts.append(f"a file may have {column.negated_by} instead, with the sign reversed")
    if column.blank_means:
        parts.append(f"a blank is read as {column.blank_means}")
    if column.other_side_in:
        parts.append(f"made of {column.other_side_in}, where it is not there")
    if column.blank_is_nil:
        parts.append("a blank is nil")
    return "; ".join(parts)


def _has_money(schema: LedgerSchema) -> bool:
    return any(column.type is ColumnType.MONEY for column in schema.columns.values())


def _rules(rules: Sequence[Rule], page: Page) -> RenderableType:
    if not rules:
        return page.text("none")
    grid = page.grid("fixed", "left", gap=2)
    for rule in rules:
        aside = "" if rule.severity is Severity.ERROR else f" ({rule.severity.value})"
        grid.add_row(page.text(rule.id), page.text(f"{rule.title}{aside}"))
    return grid
