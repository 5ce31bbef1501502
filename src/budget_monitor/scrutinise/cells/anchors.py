"""Figures of a sentence against the row of a table that another figure of the sentence, or its place, points to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from budget_monitor.figures.prose import Hedge, ProseFigure, Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.cells.evidence import is_total_row
from budget_monitor.scrutinise.cells.index import CellIndex
from budget_monitor.scrutinise.cells.moves.moments import is_change_column
from budget_monitor.scrutinise.cells.rows import note_differing
from budget_monitor.scrutinise.passages import Notes, Passage, number_text
from budget_monitor.scrutinise.sentences.ratios import Ratio
from budget_monitor.scrutinise.sentences.roles import Role, column_of, named_in, role_of_heading
from budget_monitor.scrutinise.sentences.shapes import SCALES, is_near, is_slip_of, like
from budget_monitor.scrutinise.table_figures import TableFigure
from budget_monitor.scrutinise.words import content, years_in

MIN_SCALE_DIGITS = 3
MIN_DIGITS_OF_OWN = 2
"""The same where the sentence names the row and the column of the amount."""
MIN_WORDS_OF_SHORT = 3
"""Words that must point to a cell where the amount has few digits: £125m may well be a whole council's."""
MIN_ANCHOR_DIGITS = 4
"""A figure with at least this many digits identifies its row."""
MIN_DIGITS_TO_EXCHANGE = 4
LARGER_THAN_A_TABLE = 20
"""An amount so many times the largest of a table is none that could stand in it."""
WORDS_AFTER = 60
MIN_OVERLAP = 2
MIN_OVERLAP_IN_ROW = 1
_OFF = re.compile(
    r"(?i)[ -]?(?:[a-z’'-]+ ){0,3}?(?:above|below|over|under|more|less|fewer|short|ahead|behind|better|worse"
    r"|higher|lower|beyond|off|adrift|shy|outside|away|up|down|longer|shorter|on|against|from|too)\b"
)
"""What follows a figure by which another is off what a column has: 200 above the target."""
_PART_OF_YEAR = re.compile(r"(?i)\bquarter\b|\bQ[1-4]\b|\bmonth\b")
_ACTUAL = re.compile(r"(?i)\b(?:actual|outturn|forecast|interim)\b")


def note_scale(passage: Passage, index: CellIndex, notes: Notes, told: frozenset[int] = frozenset()) -> None:
    """Notes an amount that is a thousand times what a table says under the same words: £4,971m for £000. Nothing is
    noted of figures, by their places, of which something is `told` already.
    """
    roles = {one.figure.start: one.role for _, named in named_in(passage) for one in named}
    for start, sentence in passage.sentences:
        for figure in passage.figures_of(start, sentence):
            if figure.unit is not Unit.MONEY or figure.digits < MIN_DIGITS_OF_OWN or figure.start in told:
                continue
            if index.of_value(Unit.MONEY, abs(figure.value)):
                continue
            words = content(sentence) | content(passage.block.section)
            role = roles.get(figure.start)
            for factor in SCALES:
                meant = abs(figure.value) / factor
                alike = [one for one in index.of_value(Unit.MONEY, meant) if one.half]
                named = [(_words_for(one, words, role), one) for one in alike]
                count, best = max(named, key=lambda one: one[0], default=(0, None))
                least = 1 if figure.digits > MIN_SCALE_DIGITS else MIN_WORDS_OF_SHORT
                is_named = count >= least and figure.digits >= MIN_SCALE_DIGITS
                if best is not None and (is_named or _is_of_own(sentence, best, role, index)):
                    spots = [passage.spot(figure), best.spot]
                    notes.slip(
                        RelationKind.TIE, "An amount is a thousand times that of a table", spots,
                        f"{figure.text} is {number_text(factor)} times the {best.text} of {best.spot.place}",
                        like(figure, meant),
                    )  # fmt: skip
                    break
            else:
                _without_unit(passage, figure, sentence, role, index, notes)
                _exchanged_too(passage, figure, sentence, role, index, notes)


def _is_called(cell: TableFigure, role: Role | None) -> bool:
    """True if a column has the name that a sentence gives an amount: both are budgets."""
    return role is not None and role_of_heading(cell.heading or cell.label) is column_of(role)


def _is_of_own(sentence: str, cell: TableFigure, role: Role | None, index: CellIndex) -> bool:
    """True if a sentence gives an amount the name of a cell's column, and it is of the row that it names, or of the
    total where it names none and speaks of the portfolio itself.
    """
    if not _is_called(cell, role) or _OF_OTHERS.search(sentence):
        return False
    rows = {one.label for one in index.of_block(cell.block.number) if one.label and not is_total_row(one)}
    named = [one for one in rows if content(one) and content(one) <= content(sentence)]
    is_whole = is_total_row(cell) or _WHOLE.search(cell.label) or content(cell.label) <= content(cell.block.section)
    return named == [cell.label] or (not named and is_whole and _OWN.search(sentence) is not None)


def _without_unit(
    passage: Passage, figure: ProseFigure, sentence: str, role: Role | None, index: CellIndex, notes: Notes
) -> None:
    """Notes an amount that is written as the table has it, without what its figures are counted in: £4,971 for 4,971 in
    £000.
    """
    bare = figure.text.strip("£ ")
    alike = [
        cell
        for cell in index.of_value(Unit.MONEY, abs(figure.value) * SCALES[0])
        if cell.half and cell.is_whole_cell and cell.text.strip("()- ") == bare and _is_called(cell, role)
    ]
    if len(alike) != 1 or _OF_EACH.search(sentence) or not _is_of_own(sentence, alike[0], role, index):
        return
    (cell,) = alike
    notes.slip(
        RelationKind.TIE, "An amount is a thousandth of that of a table", [passage.spot(figure), cell.spot],
        f"{figure.text} has no unit, and the {cell.text} of {cell.spot.place} is in thousands", f"{figure.text}k",
    )  # fmt: skip


_WHOLE = re.compile(r"(?i)\b(?:portfolio|directorate|department|division)\b")
"""What stands in the name of a row that is the whole of a table, as a total is."""
_OWN = re.compile(
    r"(?i)\b(?:(?:the|this|our) (?:[a-z]+ ){0,4}(?:portfolio|directorate|service|department|division)|total|our|overall"
    r"|cash limit)\b"
)
_OF_OTHERS = re.compile(
    r"(?i)\b(?:nation(?:al|ally|wide)|county(?:wide)?|region\w*|council|authority|government|england|wales|scotland|country"
    r"|sector|last year|previous\w*|gross value)\b"
)
"""Words of a sentence on more than the portfolio that a table is of."""
_OF_EACH = re.compile(r"(?i)\b(?:average|each|per|every|an? (?:year|week|month|head|place|unit|home))\b")


def _exchanged_too(
    passage: Passage, figure: ProseFigure, sentence: str, role: Role | None, index: CellIndex, notes: Notes
) -> None:
    """Notes an amount of which the size is wrong and two digits are exchanged besides: £4,917m for 4,971 in £000. It is
    far larger than all of the table, and the sentence names the row and the column of the one cell that is meant.
    """
    if role is None or figure.digits < MIN_DIGITS_TO_EXCHANGE:
        return
    folded = sentence.casefold()
    for factor in SCALES:
        alike = [
            cell
            for meant in _exchanged(abs(figure.value) / factor)
            for cell in index.of_value(Unit.MONEY, meant)
            if cell.half and cell.label.casefold() in folded and role_of_heading(cell.heading) is column_of(role)
        ]
        if len(alike) != 1 or not alike[0].label:
            continue
        (cell,) = alike
        if abs(figure.value) > LARGER_THAN_A_TABLE * max(abs(one.value) for one in index.of_block(cell.block.number)):
            meant = abs(cell.value)
            turned = replace(figure, value=meant * factor, text=like(figure, meant * factor))
            notes.slip(
                RelationKind.TIE, "An amount is a thousand times that of a table", [passage.spot(figure), cell.spot],
                f"{figure.text} is the {cell.text} of {cell.spot.place}, {number_text(factor)} times too large and with"
                " two digits exchanged", like(turned, meant),
            )  # fmt: skip
            return


def _exchanged(value: Decimal) -> Iterator[Decimal]:
    """What a value may have been before two of its digits, side by side, were exchanged."""
    text = f"{value:f}"
    for at in range(len(text) - 1):
        if text[at] != text[at + 1] and text[at : at + 2].isdecimal():
            yield Decimal(f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}")


def _words_for(cell: TableFigure, words: frozenset[str], role: Role | None) -> int:
    """How many words point to a cell; that both are called a budget is one, whatever the words for it."""
    return len(words & cell.words) + _is_called(cell, role)


def note_anchored(passage: Passage, index: CellIndex, notes: Notes) -> None:
    """Notes a count that differs from the row which a large figure of the same sentence points to."""
    for start, sentence in passage.sentences:
        figures = passage.figures_of(start, sentence)
        for anchor in figures:
            if anchor.digits < MIN_ANCHOR_DIGITS or anchor.hedge is not Hedge.NONE or anchor.unit is not Unit.COUNT:
                continue
            rows = [one for one in index.of_value(Unit.COUNT, anchor.value) if one.is_whole_cell and one.value > 0]
            if len({(one.block.number, one.row) for one in rows}) != 1:
                continue
            in_row = [one for one in index.of_row(rows[0].block.number, rows[0].row) if one is not rows[0]]
            for at, other in enumerate(figures):
                if other is not anchor and other.unit is Unit.COUNT and other.hedge is Hedge.NONE and not other.is_word:
                    following = figures[at + 1].start if at + 1 < len(figures) else start + len(sentence)
                    after = sentence[other.end - start : min(other.end + WORDS_AFTER, following) - start]
                    _against_row(passage, after, other, anchor, in_row, notes)


def _against_row(
    passage: Passage, after: str, figure: ProseFigure, anchor: ProseFigure, in_row: Sequence[TableFigure], notes: Notes
) -> None:
    """Compares a figure with the one cell of a row that the words `after` it name; none where it is another of them."""
    said = content(after)
    counts = [one for one in in_row if one.unit is Unit.COUNT]
    named = [one for one in counts if len(said & content(one.heading)) >= MIN_OVERLAP_IN_ROW]
    if len(named) != 1 or any(one.value == figure.value for one in counts if one is not named[0]):
        return
    cell = named[0]
    apart = {abs(one - cell.value) for one in (anchor.value, *(one.value for one in counts))}
    if not is_change_column(cell.heading) and (_OFF.match(after) or figure.value in apart):
        return
    where, evidence = f"the row of {anchor.text} says {cell.text}", "the same row of a table"
    if figure.value == cell.value:
        spots = [passage.spot(figure), cell.spot]
        notes.relation(RelationKind.TIE, Verdict.EXACT, spots, cell.value, where, evidence)
    elif is_slip_of(figure, cell.value) or is_near(figure.value - cell.value, cell.value):
        note_differing(passage, figure, cell, [passage.spot(anchor)], where, evidence, notes)


def note_measures(passage: Passage, ratios: Sequence[Ratio], index: CellIndex, report_year: int, notes: Notes) -> None:
    """Notes a share in the comment on a measure that is not the value which the measure's row gives for that year."""
    for ratio in ratios:
        if not ratio.holds:
            continue
        at, sentence = next(
            (start, one) for start, one in passage.sentences if start <= ratio.p.start < start + len(one)
        )
        if _PART_OF_YEAR.search(sentence):
            continue
        for cell in _commented(passage, index.cells):
            if _speaks_of(passage, at, sentence, ratio, cell, report_year):
                _compare(passage, ratio, cell, notes)
                break


def _commented(passage: Passage, cells: Sequence[TableFigure]) -> Iterator[TableFigure]:
    """The percentages of the row that a passage comments on: the one above it in its table, or the last before it."""
    if passage.is_note:
        above = [one for one in cells if one.block is passage.block and one.row < passage.row]
    else:
        tables = [one.block.number for one in cells if one.block.number < passage.block.number]
        last = max(tables, default=-1)
        above = [one for one in cells if one.block.number == last and passage.block.number - last <= len("of")]
    row = max((one.row for one in above), default=-1)
    yield from (one for one in above if one.row == row and one.unit is Unit.PERCENT and not one.is_target)


def _speaks_of(passage: Passage, at: int, sentence: str, ratio: Ratio, cell: TableFigure, report_year: int) -> bool:
    """True if a share is meant to be a cell's value: the year is, and the words are those of the measure."""
    before = next((one for start, one in reversed(passage.sentences) if start < at), "")
    near = sentence[max(0, ratio.a.start - at - WORDS_AFTER) : ratio.b.end - at + WORDS_AFTER]
    years = _nearest_year(sentence, ratio, at) or _first_year(before) or frozenset({report_year})
    has_own = not cell.is_whole_cell
    words = content(f"{before} {sentence}") & content(cell.label)
    is_year = bool(years & cell.years) and bool(near)
    return is_year and not has_own and len(words) >= MIN_OVERLAP and _ACTUAL.search(cell.heading) is not None


def _first_year(text: str) -> frozenset[int]:
    """The first year in a text: the one it is about, where others are compared with it."""
    named = FIRST_YEAR.search(text)
    return years_in(named[0]) if named else frozenset()


FIRST_YEAR = re.compile(r"20\d\d\s?[/–-]\s?(?:20)?\d\d")


def _nearest_year(sentence: str, ratio: Ratio, at: int) -> frozenset[int]:
    """The year named after a share, before the next figure; else the first in the sentence."""
    end = max(ratio.p.end, ratio.b.end) - at
    after = re.match(r"[^0-9]{0,20}", sentence[end:])
    tail = sentence[end : end + (after.end() if after else 0) + len("2018/19")]
    return years_in(tail) or (years_in(sentence[: min(ratio.a.start, ratio.p.start) - at]))


def _compare(passage: Passage, ratio: Ratio, cell: TableFigure, notes: Notes) -> None:
    spots = [cell.spot, passage.spot(ratio.a), passage.spot(ratio.b)]
    share = number_text(ratio.computed)
    sentence = f"{ratio.a.text} of {ratio.b.text} is {share}%, which the comment gives"
    gap = cell.value - ratio.computed
    if abs(gap) <= cell.half:
        notes.relation(
            RelationKind.RATIO, Verdict.EXACT, spots, ratio.computed, sentence, "the comment on this measure"
        )
        return
    written = ProseFigure(cell.text, cell.value, cell.half, Unit.PERCENT, Hedge.NONE, 0, 0)
    if abs(gap) > MAX_GAP and not is_slip_of(written, ratio.computed):
        return
    notes.relation(RelationKind.RATIO, Verdict.FAIL, spots, ratio.computed, sentence, "the comment on this measure")
    notes.slip(
        RelationKind.RATIO, "A measure is not the share that its comment gives", spots,
        f"{sentence}, but the table says {cell.text}", like(written, ratio.computed),
    )  # fmt: skip


MAX_GAP = Decimal(5)
"""Percentage points; a share farther from the measure is of something else."""
