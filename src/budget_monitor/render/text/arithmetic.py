"""The arithmetic of a finding, step by step, so that a reader can redo it by hand.

Nothing is decided here: the figures are the finding's own. The steps lead from the cells to the computed
figure, and then name the reported one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from moneyed import Money
from msgspec import Struct

from budget_monitor.errors import shorten
from budget_monitor.model.ledgers.cell import Cell, CellRef
from budget_monitor.model.ledgers.money import Figure, decimal_text, figure_text, money, plain
from budget_monitor.model.results.outcome import Finding, Term
from budget_monitor.render.text.words import BOUND_WORDS, lines_text, total, value_text

MAX_CELLS_ONE_BY_ONE = 4
"""Cells of one column that are written out; more of them become one step, their sum."""

CELLS_SHOWN = 8
"""Cells written out where a check is no sum of cells."""

TEXT_SHOWN = 30
"""Characters of a cell that holds text."""


class Step(Struct, frozen=True):
    """One line of arithmetic: a sign (`+`, `−`, `=` or none), what the figure is, the figure, and a remark."""

    sign: str
    label: str
    figure: str
    note: str = ""


class _Part(Struct, frozen=True):
    """Cells of one column that count alike: `factor` x value each, towards the side they are shown on."""

    factor: Decimal
    cells: tuple[Cell, ...]

    @property
    def amount(self) -> Decimal:
        return self.factor * total(_figure(cell) for cell in self.cells)


def steps(finding: Finding) -> list[Step]:
    """The steps from the finding's cells to its computed and reported figures.

    Where the check is no sum of cells, or a figure is missing, these are the cells themselves.
    """
    reported, computed = finding.reported, finding.computed
    if reported is None or computed is None or not _is_sum(finding):
        return _cells(finding, finding.cells, finding.unlisted_lines) + _sides(finding)
    side = _reported_side(finding)
    if not side:
        return _towards_the_gap(finding) + _sides(finding)
    others = [term for term in finding.terms if term not in side]
    return [
        *_sum(finding, _parts(others, -1), computed, "computed"),
        *_sum(finding, _parts(side, 1), reported, "reported"),
    ]


def beside(finding: Finding) -> str:
    """Cells the rule looks at, in a condition perhaps, that are no part of its sum: `cash_limit £420,000`."""
    if finding.reported is None or finding.computed is None or not _is_sum(finding):
        return ""  # the steps are the cells themselves
    summed = {term.cell.ref for term in finding.terms}
    rest = _cells(finding, [cell for cell in finding.cells if cell.ref not in summed])
    return ", ".join(" ".join(filter(None, [step.label, step.figure, step.note and f"({step.note})"])) for step in rest)


def _reported_side(finding: Finding) -> list[Term]:
    """The terms that make up the reported figure: the cell the finding stands at, or all positive ones."""
    positive = [term for term in finding.terms if term.coefficient > 0]
    at_place = [term for term in positive if term.cell.ref == finding.place]
    for candidate in (at_place, positive):
        if candidate and finding.reported is not None and _amount(candidate) == plain(finding.reported):
            return candidate
    return []


def _sum(finding: Finding, parts: Sequence[_Part], result: Figure, name: str) -> list[Step]:
    """One side of a check. A single cell or sum is that side; several are added up to it."""
    constant = plain(result) - sum((part.amount for part in parts), Decimal(0))
    alone = len(parts) == 1 and parts[0].factor == 1 and not constant
    remark = _remark(finding) if name == "reported" else ""
    written = [_step(finding, part, result, first=at == 0) for at, part in enumerate(parts)]
    if alone:
        step = written[0]
        return [Step(step.sign, step.label, step.figure, "; ".join(filter(None, [remark, step.note])))]
    if constant:
        sign = "−" if constant < 0 else "+" if parts else ""
        written.append(Step(sign, "a fixed amount" if parts else "fixed", figure_text(_like(abs(constant), result))))
    return [*written, Step("=", name, figure_text(result), remark.removeprefix("reported").lstrip("; "))]


def _remark(finding: Finding) -> str:
    """What the reported figure had to be, where it need not equal the computed one and no message says so."""
    bound = BOUND_WORDS.get(finding.comparison)
    if bound is None or finding.computed is None or finding.message:
        return "reported"
    return f"reported; must be {bound} {figure_text(finding.computed)}"


def _step(finding: Finding, part: _Part, like: Figure, *, first: bool) -> Step:
    size = abs(part.factor)
    ref = part.cells[0].ref
    column = ref.column if len(part.cells) > 1 else ref.heading or ref.address
    label = column if size == 1 else f"{decimal_text(size)} × {column}"
    if len(part.cells) > 1:
        label = f"{label}, sum of {len(part.cells):,} lines"
    amount = size * total(_figure(cell) for cell in part.cells)
    sign = "−" if part.factor < 0 else "" if first else "+"
    return Step(sign, label, figure_text(_like(amount, like)), _where(finding, [cell.ref for cell in part.cells]))


def _where(finding: Finding, refs: Sequence[CellRef]) -> str:
    """Which cells are meant, as far as the finding's own place does not say it."""
    here = finding.place
    if len(refs) == 1:
        if refs[0].file != here.file:
            return refs[0].place
        return "" if refs[0].line == here.line else f"line {refs[0].line}"
    lines = lines_text([ref.line for ref in refs])
    return lines if refs[0].file == here.file else f"{refs[0].file} {lines}"


def _parts(terms: Iterable[Term], direction: int) -> list[_Part]:
    """Terms by file, column and coefficient, in their order; few enough of a kind stay one by one."""
    alike: dict[tuple[str, str, Decimal], list[Cell]] = {}
    for term in terms:
        key = (term.cell.ref.file, term.cell.ref.column, direction * term.coefficient)
        alike.setdefault(key, []).append(term.cell)
    parts: list[_Part] = []
    for (_, _, factor), cells in alike.items():
        if len(cells) > MAX_CELLS_ONE_BY_ONE:
            parts.append(_Part(factor, tuple(cells)))
        else:
            parts += [_Part(factor, (cell,)) for cell in cells]
    return parts


def _towards_the_gap(finding: Finding) -> list[Step]:
    """All terms on one side, for a check whose reported figure is a sum with its own minus signs."""
    if finding.gap is None:
        return _cells(finding, finding.cells)
    return _sum(finding, _parts(finding.terms, 1), finding.gap, "gap")


def _sides(finding: Finding) -> list[Step]:
    """Both figures as they stand, where no arithmetic leads to them."""
    both = []
    if finding.computed is not None:
        both.append(Step("", "computed", figure_text(finding.computed)))
    if finding.reported is not None:
        both.append(Step("", "reported", figure_text(finding.reported), _remark(finding)[len("reported; ") :]))
    return both


def _cells(finding: Finding, cells: Sequence[Cell], unlisted: int = 0) -> list[Step]:
    """Cells as they stand, and how many there are besides. Of very many only the blank ones, if there are any: they
    are what the check lacks.
    """
    shown = list(cells)
    if len(shown) > CELLS_SHOWN:
        shown = [cell for cell in shown if cell.value is None] or shown
    written = [
        Step("", cell.ref.column, shorten(value_text(cell), TEXT_SHOWN), _where(finding, [cell.ref]))
        for cell in shown[:CELLS_SHOWN]
    ]
    if rest := len(cells) - len(written) + unlisted:
        written.append(Step("", f"and {rest:,} more", ""))
    return written


def _amount(terms: Iterable[Term]) -> Decimal:
    return sum((term.coefficient * plain(_figure(term.cell)) for term in terms), Decimal(0))


def _is_sum(finding: Finding) -> bool:
    """Whether the gap is a sum of cells that all have a figure."""
    return bool(finding.terms) and all(_is_figure(term.cell) for term in finding.terms)


def _is_figure(cell: Cell) -> bool:
    return cell.value is not None and not isinstance(cell.value, str)


def _figure(cell: Cell) -> Figure:
    """The figure of a cell that has one."""
    if cell.value is None or isinstance(cell.value, str):
        raise TypeError(f"{cell.ref.place} {cell.ref.column} holds no figure")
    return cell.value


def _like(number: Decimal, figure: Figure) -> Figure:
    """The number as money if the other figure is money, in the same currency."""
    return money(number, str(figure.currency.code)) if isinstance(figure, Money) else number
