"""The sheet that is added behind the officer's own: what to put right, with links to the cells, and the findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from budget_monitor.errors import shorten
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.money import figure_text
from budget_monitor.model.results.outcome import Report
from budget_monitor.render.formats.marked.sheet import address_of
from budget_monitor.render.formats.marked.styles import Looks
from budget_monitor.render.formats.marked.xml import escaped
from budget_monitor.render.formats.workbook.findings_sheet import PUT_RIGHT_COLUMNS, Front
from budget_monitor.render.formats.workbook.marks import MEANINGS
from budget_monitor.render.report.view import Item, items_of, remedy_of, settling
from budget_monitor.render.text.literal import literal
from budget_monitor.render.text.plain import pressing
from budget_monitor.render.text.words import VERDICT_WORDS

Target = Callable[[CellRef], str]
"""Where a cell stands in the workbook: 'Outturns'!F12; empty where it is in none of its sheets."""

TITLE = "Budget checks"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WIDTHS = (30, 18, 16, 16, 12, 110)
_MAX_CHARACTERS_OF_A_TEXT = 32_000
_MAX_ROWS = 20_000
"""Rows of findings; whoever has more needs a filter, and `--format csv` has them all."""
_FINDINGS = ("finding", "column", "verdict", "rule", "gap", "what must hold, and what would put it right")


class _Cell(Struct, frozen=True):
    text: str
    look: int = 0
    link: str = ""


def front_sheet(report: Report, front: Front, target: Target, looks: Looks, remarks: Iterable[str]) -> bytes:
    """The sheet's XML; `remarks` say what is not as it was in the workbook."""
    bold = looks.of(0, bold=True)
    rows = [
        [_Cell(front.headline, bold)],
        [_Cell(f"{front.counts}. {front.exit_line}.")],
        [_Cell("In your sheets:"), *(_Cell(meaning, looks.of(0, colour)) for colour, meaning in MEANINGS.items())],
        *([_Cell(remark)] for remark in remarks),
        [],
    ]
    items = items_of(report)
    if items:
        rows.append([_Cell(name, bold) for name in PUT_RIGHT_COLUMNS])
        rows += [row for item in items for row in _item_rows(item, target)]
        rows.append([])
    settled = settling(items)
    found = pressing(report)
    if found:
        rows.append([_Cell(name, bold) for name in _FINDINGS])
    for finding in found:
        remedy = settled.get(finding.id)
        told = "; ".join(filter(None, [finding.title, finding.message, remedy_of(remedy) if remedy else ""]))
        gap = figure_text(finding.gap) if finding.gap is not None else ""
        where = _Cell(_named(finding.place, target), 0, target(finding.place))
        rest = (finding.place.column, VERDICT_WORDS[finding.verdict], finding.rule, gap, told)
        rows.append([where, *map(_Cell, rest)])
    if report.input_problems:
        rows += [[], [_Cell("input problem", bold)]]
    for problem in report.input_problems:
        rest = (problem.column, problem.severity, problem.text, "", problem.message)
        rows.append([_Cell(_named(problem.ref, target), 0, target(problem.ref)), *map(_Cell, rest)])
    return _sheet(rows[:_MAX_ROWS])


def _item_rows(item: Item, target: Target) -> Iterable[list[_Cell]]:
    why = "; ".join(filter(None, [item.what, item.certainty, item.why, item.less_likely]))
    changes = item.correction.cells if item.correction is not None else ()
    if not changes:
        yield [
            _Cell(f"{item.number}  {_named(item.place, target)}", 0, target(item.place)),
            *map(_Cell, ("", "", "", "", why)),
        ]
    for at, change in enumerate(changes):
        ref = change.cell.ref
        now, then = (
            value if isinstance(value, str) else "" if value is None else figure_text(value)
            for value in (change.cell.value, change.proposed)
        )
        where = _Cell(f"{item.number}  {_named(ref, target)}", 0, target(ref))
        yield [where, *map(_Cell, (ref.column, now, then, change.type_as, why if at == 0 else "as above"))]


def _named(ref: CellRef, target: Target) -> str:
    """A place in the workbook by its sheet and cell, another by its file too."""
    return ref.address if ref.address and target(ref) else ref.place


def _sheet(rows: list[list[_Cell]]) -> bytes:
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(_WIDTHS, start=1)
    )
    links: list[str] = []
    lines: list[str] = []
    for row, cells in enumerate(rows, start=1):
        written = []
        for column, cell in enumerate(cells, start=1):
            address = address_of((row, column))
            text = escaped(shorten(literal(cell.text), _MAX_CHARACTERS_OF_A_TEXT))
            if cell.link:
                links.append(f'<hyperlink ref="{address}" location="{escaped(cell.link)}" display="{text}"/>')
            style = f' s="{cell.look}"' if cell.look else ""
            written.append(f'<c r="{address}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
        lines.append(f'<row r="{row}">{"".join(written)}</row>')
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}"><sheetPr>'
        f'<tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>'
        f'{"".join(lines)}</sheetData>{linked}<pageMargins left="0.5" right="0.5" top="0.5" bottom="0.5" header="0.3"'
        ' footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()
