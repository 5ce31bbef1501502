"""What becomes of a set whose owner follows the first answers, checks again, and follows those."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from draft import Place
from inject import Injected
from variant import Variant

from budget_monitor.model.ledgers.cell import Kind
from budget_monitor.model.ledgers.money import plain
from budget_monitor.model.results.correction import Correction
from budget_monitor.model.results.outcome import Report

MAX_ROUNDS = 3
OF_WHOLE_LINES = (Kind.LINE_MISSING, Kind.ONE_SIDED, Kind.LINE_TYPED_TWICE, Kind.UNIT_OF_COLUMN)
"""Answers that give no text to type: whoever follows one that is right goes to the source for it."""


def ends_true(
    variant: Variant,
    report: Report,
    slips: Sequence[Injected],
    is_right: Callable[[Variant, Correction, Sequence[Injected]], bool],
    look: Callable[[Variant], Report],
) -> tuple[bool, bool]:
    """Whether all figures are the true ones in the end, and whether they are but for a unit that rounding leaves."""
    for _ in range(MAX_ROUNDS):
        for one in report.corrections:
            if not _follow(variant, one, right=is_right(variant, one, slips)):
                return False, False
        if _is_true(variant):
            return True, True
        report = look(variant)
        if not report.corrections:
            return False, _is_true(variant, units=1)
    return False, _is_true(variant, units=1)


def _follow(variant: Variant, one: Correction, *, right: bool) -> bool:
    """Does what a correction says; False where that cannot end well."""
    if one.kind in OF_WHOLE_LINES:
        if right and one.kind is Kind.UNIT_OF_COLUMN:
            for change in one.cells:
                ref = change.cell.ref
                variant.retyped.pop(variant.place(ref.file, ref.line, ref.column), None)
        elif right:
            variant.gone.clear()
            variant.doubled.clear()
        return right
    for change in one.cells:
        ref, proposed = change.cell.ref, change.proposed
        if proposed is None or isinstance(proposed, str) or not ref.line:
            return False
        place = variant.place(ref.file, ref.line, ref.column)
        variant.put(place, change.type_as)
        read = variant.value(place)
        if read is None or read[0] != Fraction(plain(proposed)):
            return False
    return True


def _is_true(variant: Variant, units: int = 0) -> bool:
    if variant.gone or variant.doubled:
        return False
    return all(_same(variant, place, units) for place in variant.retyped)


def _same(variant: Variant, place: Place, units: int) -> bool:
    typed, truth = variant.value(place), variant.value(place, clean=True)
    return typed is not None and truth is not None and abs(typed[0] - truth[0]) <= 2 * units * truth[1]
