"""How good the advice is: what the tool says to put right, held against the truth, cell for cell and value for value.

    python benchmarks/slips/advice.py --sets 40
    python benchmarks/slips/advice.py --sets 400 --workers 2 --misses misses.txt

Nothing counts that merely makes the checks hold. A correction is right where every cell of it was changed by the slip
and the value proposed is the one that stood there; of a line that is gone, where it says so with its figures; of whole
columns, where it names the column. A wrong correction that is stated as `only` or `likely` is the worst there is.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from functools import partial
from itertools import repeat
from pathlib import Path
from random import Random

from applied import ends_true
from draft import Place, reading
from generate import generate
from inject import FORMS, Injected, inject
from oracle import oracle
from structure import is_told, told
from table import UNITS, Score, summary
from trial import PENS, TRIES, look, twins
from variant import Variant

from budget_monitor.model.ledgers.cell import Kind
from budget_monitor.model.ledgers.money import plain
from budget_monitor.model.results.correction import Alternative, Certainty, Correction
from budget_monitor.model.results.outcome import Outcome, Report, Verdict

SETS_AT_ONCE = 12
"""So many sets are begun together."""
SAME = {
    "line_omitted line deleted": {Kind.LINE_MISSING},
    "line_counted_twice line typed twice": {Kind.LINE_TYPED_TWICE},
}
COLUMNS = {Kind.UNIT_OF_COLUMN, Kind.SIGN_CONVENTION}
STATED = (Certainty.ONLY, Certainty.LIKELY)


def judge(variant: Variant, report: Report, slips: Sequence[Injected], name: str, unit: str) -> Score:
    """Scores a report on a set with some slips."""
    structural = any(slip.form or not slip.truths for slip in slips)
    score = Score(name, unit, structural)
    score.detected = any(one.verdict is Verdict.FAIL and one.outcome is Outcome.WRONG for one in report.findings)
    verdicts = [is_right(variant, one, slips) for one in report.corrections]
    score.silent = not report.corrections or all(one.certainty is Certainty.CANNOT_TELL for one in report.corrections)
    score.first_right = bool(verdicts) and verdicts[0] and (len(slips) == 1 or sum(verdicts) >= len(slips))
    score.stated_wrong = sum(
        not right and one.certainty in STATED for one, right in zip(report.corrections, verdicts, strict=True)
    )
    score.in_list = score.first_right or any(
        is_right(variant, other, slips) for one in report.corrections for other in (one, *one.alternatives)
    )
    firsts = report.corrections[:1]
    score.among_equals = score.first_right or any(
        is_right(variant, other, slips)
        for one in (firsts if len(slips) == 1 else report.corrections)
        for other in one.alternatives
        if one.certainty is Certainty.TIED and other.certainty is Certainty.TIED
    )
    near = [is_right(variant, one, slips, units=1) for one in report.corrections]
    score.but_for_rounding = bool(near) and near[0] and (len(slips) == 1 or sum(near) >= len(slips))
    if verdicts and verdicts[0]:
        score.kind_right = kind_is_right(variant, report.corrections[0], slips)
    if score.stated_wrong or not score.first_right or score.kind_right is False:
        score.story = story(variant, report, slips)
    return score


def is_right(variant: Variant, one: Correction | Alternative, slips: Sequence[Injected], units: int = 0) -> bool:
    """Whether a correction says what was done; each figure to so many units of what it is printed to."""
    if one.kind is Kind.LINE_MISSING or one.kind is Kind.ONE_SIDED:
        return any(_is_gone(variant, one, ledger, row) for ledger, row in variant.gone)
    if one.kind is Kind.LINE_TYPED_TWICE:
        places = {(change.cell.ref.file, change.cell.ref.line) for change in one.cells}
        return any(_is_doubled(variant, ledger, row, places) for ledger, row in variant.doubled)
    truths = {place: text for slip in slips for place, text in slip.truths.items()}
    if not one.cells or not truths:
        return False
    for change in one.cells:
        ref = change.cell.ref
        try:
            place = variant.place(ref.file, ref.line, ref.column)
        except (IndexError, KeyError):
            return False
        if place not in truths:
            return False
        if one.kind is Kind.UNIT_OF_COLUMN:
            continue
        truth = variant.value(place, clean=True)
        proposed = change.proposed
        if truth is None or proposed is None or isinstance(proposed, str):
            return False
        if abs(Fraction(plain(proposed)) - truth[0]) > 2 * units * truth[1]:
            return False
    return True


def _is_gone(variant: Variant, one: Correction | Alternative, ledger: str, row: int) -> bool:
    """Whether the figures of a missing line are the lost row's, to a unit."""
    columns = {change.cell.ref.column for change in one.cells}
    if any(change.cell.ref.file != f"{ledger}.csv" for change in one.cells):
        return False
    for change in one.cells:
        truth = variant.value(Place(ledger, row, change.cell.ref.column), clean=True)
        if truth is None or isinstance(change.proposed, str) or change.proposed is None:
            return False
        if abs(Fraction(plain(change.proposed)) - truth[0]) > 8 * truth[1]:
            return False
    return bool(columns)


def _is_doubled(variant: Variant, ledger: str, row: int, places: set[tuple[str, int]]) -> bool:
    lines = [line for line, number in enumerate(variant.order(ledger), start=2) if number == row]
    return any((f"{ledger}.csv", line) in places for line in lines)


def is_true(variant: Variant, answer: tuple[Place, str], slip: Injected) -> bool:
    """Whether an answer of the oracle is the cell and the value of a slip."""
    place, text = answer
    truth = variant.value(place, clean=True)
    other = reading(text, variant.draft.style.unit, plain=place.ledger == "performance_measures")
    return place in slip.truths and truth is not None and other is not None and truth[0] == other[0]


def kind_is_right(variant: Variant, one: Correction, slips: Sequence[Injected]) -> bool:
    """Whether the kind is the injected one, or one that makes the same text of the same figure."""
    for slip in slips:
        if one.kind == slip.kind or one.kind in SAME.get(f"{slip.kind} {slip.form}", ()):
            return True
        if one.kind in COLUMNS and slip.form.startswith("column"):
            return True
        if len(slip.truths) == 1:
            ((place, _),) = slip.truths.items()
            typed, truth = variant.value(place), variant.value(place, clean=True)
            alike = typed and truth and twins(variant.text(place), variant.printed(place), typed[0], truth[0])
            if alike and one.kind.value in alike and slip.kind in alike:
                return True
    return False


def story(variant: Variant, report: Report, slips: Sequence[Injected]) -> list[str]:
    """The trial in words."""
    told = []
    for slip in slips:
        for place, truth in list(slip.truths.items())[:4]:
            where = f"{place.ledger}.csv:{variant.line(place)} {place.column}"
            told.append(f"{slip.kind} {slip.form}: {where} is {variant.text(place)!r}, should be {truth!r}")
    told += [f"lost {ledger} row {row}: {variant.clean[ledger][row]}" for ledger, row in variant.gone]
    told += [f"twice {ledger} row {row}: {variant.clean[ledger][row]}" for ledger, row in variant.doubled]
    told.append(f"failed {[one.rule for one in report.findings if one.verdict is Verdict.FAIL][:10]}")
    for one in report.corrections[:4]:
        for each in (one, *one.alternatives[:3]):
            cells = ", ".join(
                f"{ref.file}:{ref.line} {ref.column} {change.cell.text!r}->{change.proposed}"
                for change in each.cells[:4]
                for ref in [change.cell.ref]
            )
            told.append(
                f"{'' if each is one else '   or '}{each.certainty} {each.kind}: {cells} | {each.sentence[:90]}"
            )
    return told


def trial(variant: Variant, rng: Random, count: int, form: tuple[str, str]) -> list[Injected]:
    """Puts slips in until each breaks an equation; none where that cannot be done."""
    made: list[Injected] = []
    taken: set[int] = set()
    for _ in range(TRIES * count):
        kept = dict(variant.retyped)
        slip = inject(variant, *(form if count == 1 else rng.choice(PENS)), rng)
        if slip is None:
            continue
        touched = [one for place in slip.truths for one in variant.draft.by_place.get(place, ())]
        broken = variant.broken() if count == 1 else variant.broken(touched)
        if (broken or variant.doubled) and (count == 1 or taken.isdisjoint(map(id, touched))):
            made.append(slip)
            taken |= set(map(id, touched))
            if len(made) == count:
                return made
        else:
            variant.retyped = kept
            variant.gone.clear()
            variant.doubled.clear()
    return []


def one_set(number: int, seed: int, each: int, rows: int | None = None) -> list[Score]:
    """A clean set, some with one slip, and one with three."""
    unit = UNITS[number % len(UNITS)]
    draft = generate(seed + number, unit, rows)
    texts = draft.texts()
    rng = Random(f"advice {seed + number} {unit}")
    clean = Variant(draft, texts)
    report = look(clean)
    scores = [judge(clean, report, [], "clean", unit)]
    forms = list(FORMS)
    wanted = [(1, forms[(number // len(UNITS) * each + turn) % len(forms)]) for turn in range(each)]
    for count, form in [*wanted, (3, ("", ""))]:
        variant = Variant(draft, texts)
        slips = trial(variant, rng, count, form)
        if slips:
            report = look(variant, ignore=["JOINT"])
            score = judge(variant, report, slips, " ".join(form).strip() or "three slips", unit)
            scores.append(score)
            if count == 1 and not score.is_structural:
                answer, score.best_possible = oracle(variant)
                score.oracle_right = answer is not None and is_true(variant, answer, slips[0])
            elif count == 1:
                best = told(variant, slips[0])
                score.best_possible, score.oracle_right = best.share, is_told(variant, best)
                score.is_open = best.is_open
            if count == 1:
                again = partial(look, ignore=["JOINT"])
                score.ends_true, score.ends_near = ends_true(variant, report, slips, is_right, again)
    return scores


def scored(sets: int, seed: int, each: int, workers: int = 1, minutes: float = 600) -> list[Score]:
    """The scores of so many sets, or of as many as are done in time."""
    until = time.monotonic() + 60 * minutes
    found: list[Score] = []
    with ProcessPoolExecutor(workers) as pool:
        for first in range(0, sets, SETS_AT_ONCE):
            if time.monotonic() < until:
                some = range(first, min(sets, first + SETS_AT_ONCE))
                found += [score for one in pool.map(one_set, some, repeat(seed), repeat(each)) for score in one]
    return found


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Scores the advice against the truth on generated ledger sets.")
    parser.add_argument("--sets", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slips", type=int, default=3, help="single slips in each set")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=600, help="no further set is begun after so long")
    parser.add_argument("--misses", type=Path, help="where to write what went wrong")
    chosen = parser.parse_args()
    scores = scored(chosen.sets, chosen.seed, chosen.slips, chosen.workers, chosen.minutes)
    print("\n".join(summary(scores)))
    if chosen.misses:
        texts = [f"{one.name} {one.unit} first {one.first_right} wrong {one.stated_wrong} kind {one.kind_right}\n  "
                 + "\n  ".join(one.story) for one in scores if one.story]  # fmt: skip
        chosen.misses.write_text("\n\n".join(texts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
