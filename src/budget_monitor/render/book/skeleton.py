"""A rule file to begin with: comments that say what to write, and examples that pass as they stand."""

from __future__ import annotations

import csv
from io import StringIO

from budget_monitor.model.ledgers.schema import Column, ColumnType, LedgerSchema

_SAMPLES = {
    ColumnType.MONEY: ("100", "0"),
    ColumnType.NUMBER: ("100", "0"),
    ColumnType.PERCENT: ("100", "0"),
    ColumnType.INTEGER: ("100", "0"),
    ColumnType.DATE: ("2021-06-30", "2021-09-30"),
    ColumnType.FINANCIAL_YEAR: ("2021/22", "2021/22"),
    ColumnType.PERIOD: ("Q1", "Q2"),
}

_HEAD = """\
# {title}
# Run its examples:  budget-monitor rules test {file}
# Check with it:     budget-monitor check LEDGERS --rules {file}
# A file in the folder rules/ beside the ledgers is read without --rules.
"""

_LEDGER = """
# What the columns of {name}.csv are. A column is text, money, number, percent, integer, date, financial_year,
# period, or a choice of words: {{ type = "choice", of = ["yes", "no"] }}. One that a file may lack is
# {{ type = "money", required = false }}.
[ledger]
name  = "{name}"
title = "A ledger of my own"
what  = "One sentence on what a line of this ledger is."
key   = ["financial_year", "item"]     # what makes a line different from every other
label = "item"                         # a line that says Total here is a total, and is never added up

[ledger.columns]
financial_year = "financial_year"
item           = "text"
amount         = "money"
"""

_RULE = """
# A rule needs an id and one of `check` and `casts`; the rest may be left out.
[[rule]]
id       = "{id}"
title    = "{rule_title}"
what     = "What must hold, in a sentence."
why      = "What goes wrong where it does not."
source   = "The report and the section that the figures come from."
severity = "error"                     # or "warning", or "info"
{demand}
# where     = '{where}'{where_gap}# the rows it is about
# tolerance = "£2"                     # or "exact"; without it, what the rounding of the figures allows

# Small ledgers that pass, and others that fail with exactly the findings stated.
{examples}"""

_CASTS = """\
casts    = ["amount"]                  # every total is the sum of its lines
within   = ["financial_year"]          # the lines that one total covers
# check  = "amount >= 0"               # instead of casts: a condition, put to every row"""

_CASTS_EXAMPLES = """\
[[rule.example]]
title  = "40 + 60 = 100"
passes = \"\"\"
financial_year,item,amount
2021/22,First,40
2021/22,Second,60
2021/22,Total,100
\"\"\"

[[rule.example]]
title    = "the total is 10 too high"
fails    = \"\"\"
financial_year,item,amount
2021/22,First,40
2021/22,Second,60
2021/22,Total,110
\"\"\"
findings = [{ line = 4, column = "amount", gap = "10" }]
"""


def own_ledger_skeleton(rule_id: str, ledger: str, file: str) -> str:
    """The text of a rule file that declares a ledger of that name, with one rule and its examples.

    `file` is the path under which the text will be saved, as a command line takes it.
    """
    where = 'financial_year != "2020/21"'
    rule = _RULE.format(
        id=rule_id,
        rule_title="The amounts cast to their total",
        demand=_CASTS,
        where=where,
        where_gap=_gap(where),
        examples=_CASTS_EXAMPLES,
    )
    head = _HEAD.format(title=f"The ledger {ledger}, and what must hold of it.", file=file)
    return head + _LEDGER.format(name=ledger) + rule


def rule_skeleton(rule_id: str, schema: LedgerSchema, file: str) -> str:
    """The text of a rule file with one rule about a known ledger, and its examples."""
    column = _checked(schema)
    if column.type.is_numeric:
        check, title, bad = f"{column.name} >= 0", f"No {column.name} is negative", "-100"
    else:
        check, title, bad = f"not is_missing({column.name})", f"Every {column.name} is filled in", ""
    shown = [one for one in schema.columns.values() if one.required or one is column or one.name in schema.key]
    first, second = ([_sample(one, place) for one in shown] for place in (0, 1))
    wrong = [bad if one is column else cell for one, cell in zip(shown, second, strict=True)]
    header = [one.name for one in shown]
    where = _where(schema)
    demand = f'ledger   = "{schema.name}"\ncheck    = "{check}"'
    examples = (
        f'[[rule.example]]\ntitle  = "it holds on both lines"\n'
        f'passes = """\n{_csv(header, first, second)}"""\n\n'
        f'[[rule.example]]\ntitle    = "it does not hold on the second line, which is line 3 of the file"\n'
        f'fails    = """\n{_csv(header, first, wrong)}"""\nfindings = [{{ line = 3 }}]\n'
    )
    rule = _RULE.format(
        id=rule_id, rule_title=title, demand=demand, where=where, where_gap=_gap(where), examples=examples
    )
    columns = ", ".join(schema.columns)
    about = " ".join(schema.title.split()) or schema.name
    head = _HEAD.format(title=f"A rule about {about} ({schema.name}).", file=file)
    return f"{head}#\n# The columns of {schema.name}: {columns}.\n{rule}"


def _checked(schema: LedgerSchema) -> Column:
    """The column the first check is about: a required amount if there is one, or else what comes nearest."""

    def rank(column: Column) -> tuple[bool, bool, bool]:
        return (not column.type.is_numeric, column.type is not ColumnType.TEXT, not column.required)

    outside = [column for name, column in schema.columns.items() if name not in schema.key]
    return min(outside or list(schema.columns.values()), key=rank)


def _sample(column: Column, place: int) -> str:
    """What stands in a column in the first example row (0) or the second (1)."""
    if column.type is ColumnType.CHOICE:
        return column.of[min(place, len(column.of) - 1)]
    if column.type is ColumnType.TEXT:
        return ("First", "Second")[place]
    return _SAMPLES[column.type][place]


def _csv(*rows: list[str]) -> str:
    """Rows as CSV text, as it stands inside a TOML string in three quotation marks."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().replace("\\", "\\\\").replace('"', '\\"')


def _where(schema: LedgerSchema) -> str:
    """A condition on a column that the ledger has, to begin from."""
    for column in schema.columns.values():
        if column.type is ColumnType.PERIOD:
            return f'{column.name} != "B"'
    for column in schema.columns.values():
        if column.type is ColumnType.FINANCIAL_YEAR:
            return f'{column.name} != "2020/21"'
    return f"not is_missing({next(iter(schema.columns))})"


def _gap(where: str) -> str:
    """Space up to the column in which the comments stand."""
    return " " * max(1, 23 - len(where))
