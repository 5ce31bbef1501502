"""What a `[source]` table may say. The titles and descriptions are also its documentation."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from budget_monitor.model.ledgers.schema import Layout, Unit


class Blanks(StrEnum):
    """What a blank stands for where a figure belongs."""

    MISSING = "missing"
    NIL = "nil"


_Name = Annotated[str, Meta(description='a name or a pattern in quotation marks, such as "Quarter*.xlsx"')]
_Text = Annotated[str, Meta(description="text in quotation marks")]
_Header = Annotated[
    int | list[int],
    Meta(description="the line of the header, or the first and the last, such as 5 or [5, 6]"),
]
_Columns = Annotated[
    str | list[str],
    Meta(
        description="""a header's text, such as "Net budget", "column D", a pattern such as "{period} Actual", or a
 list of headers, of which the last one that is filled counts""".replace("\n", "")
    ),
]
_Value = Annotated[str | int, Meta(description='a value, such as "2026/27"')]
_Values = Annotated[dict[str, str], Meta(description='a table such as { "July 31" = "P04" }')]
_Words = Annotated[str | list[str], Meta(description='a text or a list of them, such as ["HRA", "Schools*"]')]
_List = Annotated[list[str], Meta(description='a list of columns, such as ["portfolio"]')]
_Headers = Annotated[list[str], Meta(description='a list of headers, such as ["Staff (FTE)"]')]
_Labels = Annotated[list[str], Meta(description='a list of labels, such as ["Net cost of services"]')]


class SourceBlock(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`[source]`, or one of several `[[source]]`."""

    ledger: Annotated[_Text, Meta(title="The ledger that the table feeds, such as `outturns`.")]
    file: Annotated[
        _Name,
        Meta(
            title="The file, beside the mapping; a pattern takes every file that fits, as one ledger. In"
            " `NAME.source.toml` it need not be said: the files called NAME."
        ),
    ] = ""
    sheet: Annotated[
        _Name, Meta(title="The sheet of a workbook, or a pattern for several. Unset: the first that is not hidden.")
    ] = ""
    range: Annotated[_Text, Meta(title="The cells to look at: `A5:H40`, `A:H` or `5:40`. Unset: the whole sheet.")] = ""
    below: Annotated[
        _Text, Meta(title="The table begins below the row with this text; for several tables on one sheet.")
    ] = ""
    above: Annotated[_Text, Meta(title="The table ends above the row with this text.")] = ""
    header: Annotated[
        _Header, Meta(title="The line of the header, or its first and last line. Unset: found by the columns' names.")
    ] = 0
    layout: Annotated[
        Layout,
        Meta(
            title="`transposed` where each column of the sheet is a line, and the rows are the ledger's columns.",
            description='"rows" or "transposed"',
        ),
    ] = Layout.ROWS
    columns: Annotated[
        dict[str, _Columns],
        Meta(
            title="By the ledger's column, the header it has in the file. `{period}` in a header stands for any period"
            " there: every column that fits becomes rows of its own. Columns headed as the ledger has them need none;"
            ' `""` says that the file has no such column.'
        ),
    ] = {}
    constants: Annotated[
        dict[str, _Value], Meta(title="By the ledger's column, the value it has on every row: the year, the portfolio.")
    ] = {}
    values: Annotated[
        dict[str, _Values],
        Meta(title="By the ledger's column, what texts in the file stand for, in cells and in headers."),
    ] = {}
    reversed: Annotated[
        _List, Meta(title="Columns whose sign is the other way round in the file, such as income that is positive.")
    ] = []
    unit: Annotated[
        Unit | None,
        Meta(
            title="The unit of the figures, where neither a header nor a title above the table says it.",
            description="£, £000 or £m",
        ),
    ] = None
    blanks: Annotated[
        Blanks,
        Meta(title="What a blank among the figures stands for.", description='"missing" or "nil"'),
    ] = Blanks.MISSING
    fill: Annotated[
        _List, Meta(title="Columns whose text stands on the first of its rows only: it goes for the blanks below it.")
    ] = []
    headings: Annotated[
        _Text,
        Meta(title="The column that headings between the rows are the values of. Unset: such rows are left out."),
    ] = ""
    only: Annotated[
        dict[str, _Words],
        Meta(title="By a column of the ledger or the file (`column A`): only rows with such a text are read."),
    ] = {}
    leave_out: Annotated[
        dict[str, _Words], Meta(title="By a column of the ledger or the file: rows with such a text are not read.")
    ] = {}
    unused: Annotated[
        _Headers | None,
        Meta(
            title="Headers over figures that the ledger does without. Where it is said, be it `[]`, each other one that"
            " the mapping does not name is an error: it is new, and in no rule."
        ),
    ] = None
    totals: Annotated[_Labels, Meta(title="Labels of totals that have no total word in them.")] = []
    subtotals: Annotated[_Labels, Meta(title="Labels of sub-totals that have no such word in them.")] = []
