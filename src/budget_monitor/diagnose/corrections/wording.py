"""Corrections in words: which row an answer is about, and what must have happened there."""

from __future__ import annotations

from budget_monitor.diagnose.answers import Answer
from budget_monitor.diagnose.web import LineRef, cell_of
from budget_monitor.model.checks.constraint import ConstraintSource
from budget_monitor.model.ledgers.cell import CellRef, Kind
from budget_monitor.model.ledgers.money import decimal_of, figure_text
from budget_monitor.model.results.correction import Certainty

SURE = 0.97
"""How much of what rounding allows a value must have for it to stand alone."""


FOLLOWING = (Kind.FOLLOWS_FROM, Kind.FOLLOWS_BY_FORMULA)
"""Figures that change with another, and are no slips themselves."""


MAX_FOLLOWERS_NAMED = 4


def kind_of(answer: Answer) -> Kind:
    """The kind of the first cell: of a chain its root."""
    kinds = [one.kind for one in answer.proposals.values() if one.kind not in FOLLOWING]
    return kinds[0] if kinds else Kind.UNEXPLAINED


def label_of(source: ConstraintSource, answer: Answer) -> str:
    """The row that it is about, in words."""
    return source.row(cell_of(main_of(answer))).label


def main_of(answer: Answer) -> CellRef:
    """The cell that the others of the answer follow from."""
    kind = kind_of(answer)
    return next(cell for cell, one in answer.proposals.items() if one.kind is kind)


def sentence_of(source: ConstraintSource, answer: Answer, certainty: Certainty) -> str:
    """How the slip happened, or what is missing."""
    kind = kind_of(answer)
    if kind in (Kind.LINE_MISSING, Kind.ONE_SIDED):
        return _missing_line(source, answer, certainty)
    texts = [one.text for one in answer.proposals.values() if one.kind is not Kind.FOLLOWS_BY_FORMULA]
    if any(one.kind is Kind.FOLLOWS_FROM for one in answer.proposals.values()):
        follows = [cell for cell, one in answer.proposals.items() if one.kind is Kind.FOLLOWS_FROM]
        home = main_of(answer).file
        places = ", ".join(_named(source, cell, home) for cell in follows)
        verb = "follows" if len(follows) == 1 else "follow"
        return f"{answer.proposals[main_of(answer)].text}; from it {verb} {places}"
    return "; ".join(dict.fromkeys([*texts, *_left_open(source, answer, certainty), *_by_formula(source, answer)]))


def _named(source: ConstraintSource, cell: CellRef, home: str) -> str:
    """A cell of the file at `home` by its address, where it is of a spreadsheet; others with their column and place."""
    address = source.address(cell)
    return address if address and cell.file == home else f"{cell.column} ({cell.place})"


def _by_formula(source: ConstraintSource, answer: Answer) -> list[str]:
    """The figures that need not be typed: formulas work them out."""
    home = main_of(answer).file
    names = [
        source.address(ref) if ref.file == home else ref.place
        for ref, one in answer.proposals.items()
        if one.kind is Kind.FOLLOWS_BY_FORMULA
    ]
    if len(names) == 1:
        return [f"{names[0]} follows by its formula"]
    if not names:
        return []
    if len(names) > MAX_FOLLOWERS_NAMED:
        names = [*names[: MAX_FOLLOWERS_NAMED - 1], f"{len(names) - MAX_FOLLOWERS_NAMED + 1:,} more"]
    return [f"{', '.join(names[:-1])} and {names[-1]} follow by their formulas"]


def _left_open(source: ConstraintSource, answer: Answer, certainty: Certainty) -> list[str]:
    """That rounding leaves the figures of an act open; of a single figure the other values are told instead."""
    open_ones = [ref for ref, one in answer.proposals.items() if one.sure < SURE and not source.is_exact(ref)]
    if certainty is not Certainty.TIED or answer.slips > 1 or len(answer.proposals) == 1 or not open_ones:
        return []
    unit = max(map(source.unit, open_ones))
    return [f"rounding leaves each of these figures {figure_text(source.figure(open_ones[0], decimal_of(unit)))} open"]


def _missing_line(source: ConstraintSource, answer: Answer, certainty: Certainty) -> str:
    """What is missing, among which lines; no amount where it cannot be told."""
    main = main_of(answer)
    row = source.row(cell_of(main))
    figures = "; ".join(dict.fromkeys(one.text for one in answer.proposals.values()))
    amounts = [
        figure_text(source.figure(cell_of(ref), decimal_of(one.change))) for ref, one in answer.proposals.items()
    ]
    what = f"a line of {amounts[0]}" if len(amounts) == 1 else f"a line ({figures})"
    widest = max(answer.proposals, key=lambda ref: answer.proposals[ref].margin)
    if margin := answer.proposals[widest].margin:
        what += f", give or take {figure_text(source.figure(cell_of(widest), decimal_of(margin)))} of rounding,"
    if certainty is Certainty.CANNOT_TELL:
        what = "a line"
    side = ", the other side of one that is there," if kind_of(answer) is Kind.ONE_SIDED else ""
    unlike = main.unlike if isinstance(main, LineRef) else ()
    other = f" with another {' or '.join(unlike)}" if unlike else ""
    return f"{what}{side} is missing from {row.file}, among the lines like line {row.line}{other}"
