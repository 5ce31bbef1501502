"""What is odd among the formulas of a sheet, a line to each cell.

A cell is compared with those beside it as a copied formula would read there. Nothing is said where it is common: a line
of formulas must be long enough, and nearly all of one form, before another form or a typed number stands out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from contextlib import suppress

from budget_monitor.load.sources.cells import WARNING, RecordProblem
from budget_monitor.load.sources.sheets.formulas.added import numbers_added
from budget_monitor.load.sources.sheets.formulas.mixed import kept_as_text, units_mixed
from budget_monitor.load.sources.sheets.formulas.values import (
    NotSimpleError,
    Place,
    Rows,
    Span,
    cells_taken_in,
    number_at,
    places_read,
    summed,
    value_of,
)
from budget_monitor.load.sources.sheets.number_formats import GENERAL, NumberFormat
from budget_monitor.load.sources.sheets.references import moved
from budget_monitor.load.sources.sheets.sheet_xml import SheetParts
from budget_monitor.model.ledgers.grid import cell_address
from budget_monitor.model.ledgers.names import is_total

MIN_ALIKE = 3
"""Formulas of one form in a line, before another or a number among them is odd."""
MIN_SHARE_ALIKE = 0.6
MIN_SHARE_OF_A_COLUMN = 0.8
"""Figures of a column, without its totals, that have formulas of one form, before a number is odd, across headings."""
MAX_DISTANCE_OF_A_TOTAL = 0.5
"""How far, as a share of the sum, a number in a row called a total may be from it to be meant for it."""
MAX_REMARKS = 200
MAX_CELLS = 100_000
"""The formulas of a larger sheet are not looked at: that would take longer than reading it."""
MAX_FORMULAS = 20_000
MAX_CHARACTERS = 2_000_000
"""Of all formulas of a sheet: what a formula takes grows with its length, however little it says."""
MAX_CELLS_TAKEN_IN = 2_000_000
"""By all formulas of a sheet, such as running totals that each add up all above them."""
TAKES_IN_MUCH = (
    f"its formulas take in more than {MAX_CELLS_TAKEN_IN:,} cells, one with the other; whether their values are those"
    " that were saved, and whether they mix units, is not looked at"
)
TOO_LONG = (
    f"its formulas are more than {MAX_FORMULAS:,}, or have more than {MAX_CHARACTERS:,} characters, and are not looked"
    " at"
)
_PLACE_OF_COMPARISON = (500_000, 8_000)
"""A cell that every formula is moved to, so that those of one form read the same."""
_TOLERANCE = 0.005
_LINK = re.compile(r"(?i)\[(?:\d+|[^\[\]]+\.(?:xls[xmb]?|ods|csv)|another file)\]|'[^']+\.(?:xls[xmb]?|ods|csv)'#")


def remarks(
    formulas: Mapping[Place, str], rows: Rows, format_of: Callable[[Place], NumberFormat] = lambda _: GENERAL
) -> list[RecordProblem]:
    """Everything odd, by cell. `rows` are the values of the sheet as they were saved, `format_of` how a cell is shown.

    Of a formula that could not be read (it is empty) it is known that it is one.
    """
    known = {place: text.removeprefix("=") for place, text in formulas.items() if text}
    if too_long(known.values()):
        return [RecordProblem(0, "", TOO_LONG, severity=WARNING)]
    if not known:
        return []
    sheet = _Sheet(known, rows, formulas.keys() - known.keys())
    found: dict[Place, str] = {}
    ways = [
        numbers_added(known), sheet.typed_or_unlike(), sheet.typed_in_a_block(), sheet.typed_amid_totals(),
        sheet.ranges(), kept_as_text(known, rows),
    ]  # fmt: skip
    is_much = cells_taken_in(known.values(), rows) > MAX_CELLS_TAKEN_IN
    if not is_much:
        ways[-1:-1] = [sheet.wrong_values(), units_mixed(known, rows, format_of)]
    for way in ways:
        for place, message in way:
            found.setdefault(place, message)
    said = [_remark(place, known.get(place, ""), message) for place, message in sorted(found.items())]
    much = [RecordProblem(0, "", TAKES_IN_MUCH, severity=WARNING)] if is_much else []
    return [*sheet.links(), *much, *said[:MAX_REMARKS]]


def too_long(formulas: Collection[str]) -> bool:
    """True if the formulas of a sheet are so many, or so long, that they are not looked at."""
    return len(formulas) > MAX_FORMULAS or sum(map(len, formulas)) > MAX_CHARACTERS


def uncalculated(parts: SheetParts) -> Iterator[RecordProblem]:
    """One error for all formulas without a value: nothing that they should give can be checked."""
    places = [place for place in sorted(parts.uncalculated) if place not in parts.errors]
    if places:
        yield RecordProblem(
            places[0][0] + 1, "",
            f"{len(places):,} formula{'s' * (len(places) > 1)} without a value: open the workbook in Excel or"
            " LibreOffice and save it, so that they are worked out",
        )  # fmt: skip


def _remark(place: Place, formula: str, message: str) -> RecordProblem:
    text = f"={formula}" if formula else ""
    return RecordProblem(place[0] + 1, text, message, severity=WARNING, cell=_name(place))


def _name(place: Place) -> str:
    return cell_address("", place[1], place[0] + 1)


def _is_total(formula: str) -> bool:
    return summed(formula) is not None or "+" in formula


class _Sheet:
    def __init__(self, formulas: Mapping[Place, str], rows: Rows, not_read: Set[Place]) -> None:
        self._formulas = formulas
        self._not_read = not_read
        self._rows = rows
        self._forms = {
            place: moved(text, _PLACE_OF_COMPARISON[0] - place[0], _PLACE_OF_COMPARISON[1] - place[1])
            for place, text in formulas.items()
        }

    def links(self) -> Iterator[RecordProblem]:
        """Formulas that look into other files, in one line for all of them."""
        linked = sorted(place for place, text in self._formulas.items() if _LINK.search(text))
        if linked:
            what = "formula refers" if len(linked) == 1 else f"{len(linked):,} formulas refer"
            message = f"{what} to other files, which are not opened: the values are those last saved"
            yield _remark(linked[0], self._formulas[linked[0]], message)

    def typed_or_unlike(self) -> Iterator[tuple[Place, str]]:
        """Numbers typed among formulas, and formulas that differ from those on both sides."""
        for line in (*self._lines(by_row=True), *self._lines(by_row=False)):
            forms = Counter(form for place in line if (form := self._forms.get(place)))
            if not forms:
                continue
            (usual, count), *_ = forms.most_common(1)
            if count < MIN_ALIKE or count < MIN_SHARE_ALIKE * len(line):
                continue
            alike = [at for at, place in enumerate(line) if self._forms.get(place) == usual]
            for at, place in enumerate(line):
                inside = alike[0] < at < alike[-1]
                if self._forms.get(place) == usual or not (inside or self._is_end_of_totals(place, line, usual)):
                    continue
                near = line[min(alike, key=lambda one, at=at: (abs(one - at), one))]  # type: ignore[misc]
                if place not in self._formulas:
                    yield place, f"a number typed among formulas: {_name(near)} beside it is ={self._formulas[near]}"
                elif not self._agrees_otherwise(place, line):
                    expected = moved(self._formulas[near], place[0] - near[0], place[1] - near[1])
                    yield place, f"the formula differs from its neighbours': like {_name(near)} it would be ={expected}"

    def typed_in_a_block(self) -> Iterator[tuple[Place, str]]:
        """Numbers that have a formula on each side, or stand in a column of which nearly all figures have one form."""
        for column in sorted({place[1] for place in self._formulas}):
            figures = [(row, column) for row in range(len(self._rows)) if self._is_figure((row, column))]
            forms = Counter(form for place in figures if (form := self._forms.get(place)))
            usual, count = forms.most_common(1)[0] if forms else ("", 0)
            totals = {one for one in figures if _is_total(self._formulas.get(one, "")) and self._forms[one] != usual}
            is_of_one_form = count > MIN_ALIKE and count >= MIN_SHARE_OF_A_COLUMN * (len(figures) - len(totals))
            for row, _ in figures if forms else ():
                place = (row, column)
                sides = [(row - 1, column), (row, column - 1), (row + 1, column), (row, column + 1)]
                if place in self._formulas or not (is_of_one_form or all(one in self._formulas for one in sides)):
                    continue
                alike = [one for one in figures if self._forms.get(one) == usual] if is_of_one_form else sides
                near = min(alike, key=lambda one: (abs(one[0] - row), one))
                if place == figures[0] and any(span.holds(place) for _, span in places_read(self._formulas[near])):
                    continue  # what a balance begins with is always typed
                yield place, f"a number typed among formulas: {_name(near)} is ={self._formulas[near]}"

    def typed_amid_totals(self) -> Iterator[tuple[Place, str]]:
        """Numbers between two sums of their columns, or in a total beside two of one form, below typed figures in the
        same rows.
        """
        beside = {(row, column + step) for row, column in self._formulas for step in (-1, 1)}
        for place in sorted(beside):
            row, column = place
            if number_at(self._rows, place) is None or not self._is_typed(place):
                continue
            for near, other in (((row, column - 1), (row, column + 1)), *self._pairs_of_a_total(place)):
                spans = [summed(self._formulas.get(one, "")) for one in (near, other)]
                if any(span is None or span.left != span.right or span.holds(place) for span in spans):
                    continue
                rows = {above for span in spans if span is not None for above in range(span.top, span.bottom + 1)}
                if len(rows) >= MIN_ALIKE and all(self._is_typed((above, column)) for above in rows):
                    text = f"{_name(near)} beside it is ={self._formulas[near]}"
                    yield place, f"a number typed among formulas: {text}"

    def _pairs_of_a_total(self, place: Place) -> Iterator[tuple[Place, Place]]:
        """The two formulas of one form on each side of a number that is near what they would give in its place, in a
        row called a total: an average or a rate is typed there too.
        """
        row, column = place
        if not any(isinstance(cell, str) and is_total(cell) for cell in self._rows[row][:column]):
            return
        for step in (-1, 1):
            near, other = (row, column + step), (row, column + 2 * step)
            if (form := self._forms.get(near)) is None or form != self._forms.get(other):
                continue
            with suppress(NotSimpleError, OverflowError):
                value = value_of(moved(self._formulas[near], 0, -step), self._rows)
                typed = number_at(self._rows, place) or 0.0
                if abs(typed - value) <= MAX_DISTANCE_OF_A_TOTAL * abs(value):
                    yield near, other

    def _is_typed(self, place: Place) -> bool:
        return self._is_figure(place) and place not in self._formulas

    def _is_figure(self, place: Place) -> bool:
        if place in self._not_read:
            return False
        return place in self._formulas or number_at(self._rows, place) is not None

    def _lines(self, *, by_row: bool) -> Iterator[list[Place]]:
        """Runs of figures beside one another, or below one another, that hold a formula; a blank ends a run."""
        outers = sorted({place[0] if by_row else place[1] for place in self._formulas})
        second = max(map(len, self._rows), default=0) if by_row else len(self._rows)
        for outer in outers:
            run: list[Place] = []
            for inner in range(second + 1):
                place = (outer, inner) if by_row else (inner, outer)
                if self._is_figure(place):
                    run.append(place)
                    continue
                if len(run) > MIN_ALIKE and any(one in self._formulas for one in run):
                    yield run
                run = []

    def _is_end_of_totals(self, place: Place, line: Sequence[Place], usual: str) -> bool:
        """True if a typed number stands at the end of a line of totals, below or beside as many figures as those."""
        if place in self._formulas or place not in (line[0], line[-1]):
            return False
        other = next(one for one in line if self._forms.get(one) == usual)
        span = summed(moved(self._formulas[other], place[0] - other[0], place[1] - other[1]))
        if span is None or span.holds(place):
            return False
        cells = list(span.cells())
        return 2 <= len(cells) <= MAX_REMARKS and all(number_at(self._rows, one) is not None for one in cells)

    def _agrees_otherwise(self, place: Place, line: Sequence[Place]) -> bool:
        """True if a formula is of one form with one above or below it, where it is unlike those beside it, or so."""
        row, column = place
        is_row = line[0][0] == line[-1][0]
        others = [(row - 1, column), (row + 1, column)] if is_row else [(row, column - 1), (row, column + 1)]
        return any(self._forms.get(one) == self._forms[place] for one in others)

    def ranges(self) -> Iterator[tuple[Place, str]]:
        """Sums whose range stops short of a figure just before the total, or takes in a total of the same lines."""
        for place, text in self._formulas.items():
            span = summed(text)
            if span is None or span.holds(place):
                continue
            if missed := self._missed(place, span):
                names = _name(missed[0]) if len(missed) == 1 else f"{_name(missed[0])} to {_name(missed[-1])}"
                yield place, f"the sum ={text} leaves out {names}, which stands between its range and the total"
                continue
            for inner in span.cells():
                part = summed(self._formulas.get(inner, ""))
                if part is not None and inner != place and not part.holds(inner) and self._is_within(part, span):
                    yield place, f"the sum ={text} takes in the total {_name(inner)} and the lines it is the sum of"
                    break

    def _missed(self, place: Place, span: Span) -> list[Place]:
        """Typed figures between the end of a range and the total below it, or to the right of it."""
        row, column = place
        if span.left == span.right == column and row > span.bottom + 1:
            between = [(one, column) for one in range(span.bottom + 1, row)]
        elif span.top == span.bottom == row and column > span.right + 1:
            between = [(row, one) for one in range(span.right + 1, column)]
        else:
            return []
        if any(one in self._formulas for one in between):
            return []
        missed = [one for one in between if number_at(self._rows, one) is not None]
        return missed if len(missed) == len(between) else []

    def _is_within(self, part: Span, whole: Span) -> bool:
        return whole.holds((part.top, part.left)) and whole.holds((part.bottom, part.right))

    def wrong_values(self) -> Iterator[tuple[Place, str]]:
        """Values that are not what their formula gives with the cells as they were saved."""
        for place, text in self._formulas.items():
            saved = number_at(self._rows, place)
            if saved is None:
                continue
            try:
                value = value_of(text, self._rows)
            except (NotSimpleError, OverflowError):
                continue
            if abs(value - saved) > max(_TOLERANCE, abs(value) * 1e-9):
                message = f"the value is {saved:,.2f}, but ={text} gives {value:,.2f}"
                yield place, f"{message}: have the workbook worked out again"
