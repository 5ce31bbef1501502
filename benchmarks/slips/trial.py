"""One trial: a slip is put into a set, the tool looks, and what it says is held against the truth."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from random import Random

from draft import Draft, Place, write
from inject import FORMS, Injected, inject
from variant import Corrected, Variant

from budget_monitor.model.cell import CellRef
from budget_monitor.model.money import plain
from budget_monitor.model.outcome import CellCorrection, Culprit, Report, Verdict
from budget_monitor.pipeline import check

PENS = [kind for kind in FORMS if not kind[1]]
"""The slips of one cell."""
TRIES = 60


@dataclass
class Trial:
    """What came of one slip, or of three at once.

    `breaks` says that an equation of the set no longer holds; `detected`, that a check failed. `standing` is `alone`
    where the tool names the injected cells and no others will do, `leads` where it names them first among equals, `tie`
    where it names them later among equals, `other` where it blames other cells only, `none` where nobody. `kind_right`
    is None where the cells are not named. `ties` counts the equals, `unsound` culprits whose correction leaves an
    equation broken, `spurious` those that settle other findings than the injected cells' culprit does.
    """

    seed: int
    unit: str
    rows: int
    kind: str
    form: str
    breaks: bool
    detected: bool = False
    standing: str = ""
    kind_right: bool | None = None
    ties: int = 0
    unsound: int = 0
    spurious: int = 0
    seconds: float = 0.0
    story: list[str] = field(default_factory=list)


def look(variant: Variant) -> tuple[Report, float]:
    """Writes a set, checks it, and says how much processor time that took, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        write(variant.draft, variant.texts(), Path(folder))
        start = time.process_time()  # other processes do not count
        report = check(folder)
        return report, time.process_time() - start


def clean_trial(draft: Draft, seed: int, texts: Mapping[str, list[list[str]]]) -> Trial:
    """The set as it is: every failed check is a false alarm."""
    variant = Variant(draft, texts)
    wrong = variant.broken(draft.equations)
    assert not wrong, f"set {seed} {draft.style.unit} breaks {[one.rule for one in wrong]} by itself"
    report, seconds = look(variant)
    trial = Trial(seed, draft.style.unit, draft.size, "clean", "", breaks=False, seconds=seconds)
    trial.detected = report.counts[Verdict.FAIL] > 0 or bool(report.culprits)
    trial.story = [f"{one.rule} {one.place}: {one.message}" for one in report.findings if one.verdict is Verdict.FAIL]
    return trial


def slipped_trials(
    draft: Draft, seed: int, texts: Mapping[str, list[list[str]]], kind: str, form: str, rng: Random
) -> list[Trial]:
    """One slip of a kind that breaks an equation, and those drawn before it that broke none (these are not checked)."""
    unnoticed: list[Trial] = []
    for _ in range(TRIES):
        variant = Variant(draft, texts)
        slip = inject(variant, kind, form, rng)
        if slip is None:
            continue
        broken = variant.broken()
        is_double = bool(variant.doubled)  # its key stands twice, whatever the sums say
        trial = Trial(seed, draft.style.unit, draft.size, kind, form, breaks=bool(broken) or is_double)
        if not trial.breaks:
            unnoticed.append(trial)
            continue
        report, trial.seconds = look(variant)
        _judge(trial, variant, report, [slip])
        return [*unnoticed, trial]
    return unnoticed


def triple_trial(draft: Draft, seed: int, texts: Mapping[str, list[list[str]]], rng: Random) -> Trial | None:
    """Three slips of one cell each that share no equation, and break one each; None where none were found."""
    variant = Variant(draft, texts)
    made: list[Injected] = []
    taken: set[int] = set()
    for _ in range(TRIES * 3):
        kept = dict(variant.retyped)
        slip = inject(variant, *rng.choice(PENS), rng)
        if slip is None:
            continue
        touched = [one for place in slip.truths for one in draft.by_place.get(place, ())]
        if variant.broken(touched) and taken.isdisjoint(map(id, touched)):
            made.append(slip)
            taken |= set(map(id, touched))
        else:
            variant.retyped = kept
        if len(made) == 3:
            break
    if len(made) < 3:
        return None
    trial = Trial(seed, draft.style.unit, draft.size, "three slips", "", breaks=True)
    report, trial.seconds = look(variant)
    _judge(trial, variant, report, made)
    return trial


def _judge(trial: Trial, variant: Variant, report: Report, slips: Sequence[Injected]) -> None:
    trial.detected = report.counts[Verdict.FAIL] > 0
    touched = variant.touched()
    if not variant.doubled:
        leaders = _leaders(report)
        trial.unsound = sum(not _is_sound(variant, leaders | {one.resolves: one}) for one in report.culprits)
    standings, kinds = [], []
    needed: set[Place] = set()
    for slip in slips:
        if slip.truths:
            cells = {place for place in slip.truths if any(place in one.terms for one in variant.broken(touched))}
            needed |= cells
            standing, named = _standing(variant, report, cells)
        else:
            standing, named = _row_standing(variant, report, slip)
        standings.append(standing)
        if named:
            kinds.append(any(_is_kind(variant, one, slip) for one in named))
    order = ["alone", "leads", "tie", "other", "none"]
    trial.standing = max(standings, key=order.index)
    trial.kind_right = all(kinds) if len(kinds) == len(slips) else None
    trial.ties = max((one.alternatives for one in report.culprits), default=0)
    own = {finding for one in report.culprits if _cells(variant, one) & needed for finding in one.resolves}
    trial.spurious = sum(own.isdisjoint(one.resolves) for one in report.culprits) if needed else 0
    trial.story = _story(variant, report, slips)


NAMED = ("alone", "leads", "tie")


def _standing(variant: Variant, report: Report, cells: set[Place]) -> tuple[str, list[CellCorrection]]:
    """How the injected cells stand among the culprits, and the corrections that name them."""
    naming = [one for one in report.culprits if _cells(variant, one) & cells]
    if not cells or not cells <= {cell for one in naming for cell in _cells(variant, one)}:
        return ("other" if report.culprits else "none"), []
    named = [each for one in naming for each in one.corrections if _place(variant, each.cell.ref) in cells]
    if all(one.alternatives == 1 for one in naming):
        return "alone", named
    leaders = _leaders(report)
    return ("leads" if all(leaders[one.resolves] in naming for one in naming) else "tie"), named


def _row_standing(variant: Variant, report: Report, slip: Injected) -> tuple[str, list[CellCorrection]]:
    """A line that is not there cannot be named: its kind must be. One typed twice is named by its place."""
    explained = [one.correction for finding in report.findings for one in finding.explanations if one.kind == slip.kind]
    named = [one for culprit in report.culprits for one in culprit.corrections if one.kind == slip.kind]
    if variant.doubled:
        ((ledger, row),) = variant.doubled
        first = variant.line(Place(ledger, row, ""))
        places = {(one.place.file, one.place.line) for one in report.findings}
        if places & {(f"{ledger}.csv", first), (f"{ledger}.csv", first + 1)}:
            return "alone", [one for one in [*explained, *named] if one]
    if named or explained:
        return "alone", [*named, *(one for one in explained if one)]
    return ("other" if report.culprits else "none"), []


def _is_kind(variant: Variant, correction: CellCorrection, slip: Injected) -> bool:
    """Whether the kind is the injected one, or one that makes the very same text of the very same figure."""
    if correction.kind == slip.kind:
        return True
    place = _place(variant, correction.cell.ref)
    if place not in slip.truths or len(slip.truths) > 1:
        return False
    typed, truth = variant.value(place), variant.value(place, clean=True)
    if typed is None or truth is None:
        return False
    return {str(correction.kind), slip.kind} <= twins(variant.text(place), variant.printed(place), typed[0], truth[0])


def twins(typed: str, truth: str, typed_value: Fraction, true_value: Fraction) -> set[str]:
    """The kinds of slip of the pen that turn one figure into the other: 1630 as 163 is a dropped digit, and a slip of
    scale.
    """
    found = set()
    one, other = ("".join(filter(str.isdigit, text)) for text in (typed, truth))
    if typed_value == -true_value:
        found.add("sign_reversed")
    if typed_value and abs(true_value / typed_value) in {Fraction(10) ** k for k in (-3, -2, -1, 1, 2, 3)}:
        found.add("scale_slip")
    if len(one) == len(other):
        apart = [at for at in range(len(one)) if one[at] != other[at]]
        if len(apart) == 1:
            found.add("digit_mistyped")
        if len(apart) == 2 and apart[1] == apart[0] + 1 and one[apart[0]] == other[apart[1]]:
            found.add("digits_transposed")
        if len(apart) == 1 and abs(int(one) - int(other)) == 1 and int(one) < int(other):
            found.add("truncated_not_rounded")
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    if any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))):
        found.add("digit_added" if longer == one else "digit_dropped")
    return found


def _leaders(report: Report) -> dict[tuple[str, ...], Culprit]:
    """The first of each group of equals."""
    return {one.resolves: one for one in reversed(report.culprits)}


def _is_sound(variant: Variant, culprits: Mapping[tuple[str, ...], Culprit]) -> bool:
    """Whether corrections, one of each group of equals, make every equation of their cells hold."""
    amounts = {
        _place(variant, one.cell.ref): Fraction(plain(one.proposed))
        for culprit in culprits.values()
        for one in culprit.corrections
    }
    corrected = Corrected(variant, amounts)
    touched = {id(one): one for place in amounts for one in variant.draft.by_place.get(place, ())}
    return not corrected.broken(touched.values())


def _cells(variant: Variant, culprit: Culprit) -> set[Place]:
    return {_place(variant, one.cell.ref) for one in culprit.corrections}


def _place(variant: Variant, ref: CellRef) -> Place:
    return variant.place(ref.file, ref.line, ref.column)


def _story(variant: Variant, report: Report, slips: Sequence[Injected]) -> list[str]:
    """The trial in words, for whoever wants to know why it went wrong."""
    told = []
    for slip in slips:
        for place, truth in list(slip.truths.items())[:4]:
            where = f"{place.ledger}.csv:{variant.line(place)} {place.column}"
            told.append(f"{slip.kind} {slip.form}: {where} is {variant.text(place)!r}, should be {truth!r}")
    told += [f"lost {ledger} row {row}: {variant.clean[ledger][row]}" for ledger, row in variant.gone]
    told += [f"twice {ledger} row {row}: {variant.clean[ledger][row]}" for ledger, row in variant.doubled]
    failed = [one for one in report.findings if one.verdict is Verdict.FAIL]
    told.append(f"breaks {[one.rule for one in variant.broken()][:8]}; failed {[one.rule for one in failed][:8]}")
    for one in report.culprits[:6]:
        parts = ", ".join(
            f"{ref.file}:{ref.line} {ref.column} {each.cell.text!r} -> {each.proposed} ({each.kind})"
            for each in one.corrections[:4]
            for ref in [each.cell.ref]
        )
        told.append(f"culprit of {one.alternatives}: {parts}")
    return told
