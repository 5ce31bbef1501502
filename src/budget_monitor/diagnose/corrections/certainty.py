"""How sure a solution is, and the corrections made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial

from msgspec.structs import replace

from budget_monitor.diagnose.acts.missing import ABSURD_WEIGHT, MISSING_WEIGHT
from budget_monitor.diagnose.acts.sides import has_another_side
from budget_monitor.diagnose.answers import Answer, Solution
from budget_monitor.diagnose.corrections.wording import SURE, kind_of, label_of, main_of, sentence_of
from budget_monitor.diagnose.kinds.unit_lost import retyped
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.values.typed import typed_as
from budget_monitor.diagnose.values.usual import Usual
from budget_monitor.diagnose.web import LineRef, Web, cell_of, holds_after, is_line_like
from budget_monitor.model.checks.constraint import Constraint, ConstraintSource
from budget_monitor.model.ledgers.cell import Cell, CellRef, Kind
from budget_monitor.model.ledgers.money import decimal_of, figure_text
from budget_monitor.model.results.correction import Alternative, CellChange, Certainty, Correction

EXPLAINED_WEIGHT = 120
"""Up to this weight an answer is a slip that explains what was typed, for each act of it."""
MIN_MARGIN_TO_STAND_ALONE = 35
"""Tenths of bits by which a slip must be likelier than the next for it to stand alone: about eleven to one."""
MISTYPED_MORE_OFTEN = 30
"""Tenths of bits by which people mistype one digit more often than they exchange two: eight to one, as counts of errors
in copied numbers say. It is no reason to put another figure first, but one not to stand firm on an exchange.
"""
MAX_CHANCE = 0.15
"""How many of the suspects may look like a slip by chance, for the one that does to be likely."""
MAX_ALTERNATIVES = 40
"""Alternatives that a correction lists."""
FIGURES_OF_A_TIE = 2
NOTHING_THERE_TEXT = "there is no line that it could be the sum of: it should be nil, or lines are missing"
ARBITRARY = 2
"""The class of an answer that explains any amount as well as another."""
_WHOLE_COLUMNS = (Kind.UNIT_OF_COLUMN,)


def corrections_of(web: Web, solution: Solution) -> list[Correction]:
    """The correction of a solution, and its alternatives. Ranks are given later."""
    answers = solution.answers
    shared = _shared(answers) if len(answers) > 1 and answers[0].slips > 1 else {}
    if shared and _stands_alone(web, shared, solution):
        first = Answer(shared, len(shared))
        certain = _correction(web, solution, first, Certainty.LIKELY if solution.is_cut_off else Certainty.ONLY, ())
        rest = [Answer({c: p for c, p in one.proposals.items() if c not in shared}, one.slips - len(shared))
                for one in answers]  # fmt: skip
        open_still = tuple(one for one in solution.resolved if not holds_after(one, first.changes))
        return [certain, *corrections_of(web, replace(solution, answers=tuple(rest), resolved=open_still))]
    if _is_beside_nothing(solution):
        answers = tuple(_without_sum(one) for one in answers)
        solution = replace(solution, answers=answers)
    certainty = certainty_of(solution)
    if certainty in (Certainty.ONLY, Certainty.LIKELY) and has_another_side(web, solution):
        certainty = Certainty.TIED
    others = _of_the_same_cell(web, solution) if certainty is Certainty.TIED else []
    others += [
        Alternative(
            _of_other(answers[0], one, certainty), kind_of(one), _cells(web, one, certainty),
            sentence_of(web.source, one, certainty), _resolved(web, solution, one),
        )
        for one in answers[1 : MAX_ALTERNATIVES + 1]
    ]  # fmt: skip
    told = _correction(web, solution, answers[0], certainty, others)
    at_odds = _at_odds(web, solution) if certainty is Certainty.CANNOT_TELL else ()
    return [replace(told, cells=at_odds, alternatives=()) if at_odds else told]


def _at_odds(web: Web, solution: Solution) -> tuple[CellChange, ...]:
    """The two figures that should be the same and are not, where either could be the root of what formulas carried on;
    nothing elsewhere.
    """
    if all(one.kind is not Kind.FOLLOWS_FROM for one in solution.answers[0].proposals.values()):
        return ()
    two = [one for one in solution.resolved if len(one.cells) == FIGURES_OF_A_TIE]
    refs = sorted(two[0].cells, key=lambda ref: ref not in solution.answers[0].proposals) if len(two) == 1 else []
    return tuple(CellChange(web.source.cell(ref), None, "", web.source.address(ref)) for ref in refs)


def _of_the_same_cell(web: Web, solution: Solution) -> list[Alternative]:
    """Other values of the one cell of the first answer: rounding leaves them as well."""
    first = solution.answers[0]
    told: list[Alternative] = []
    for cell, proposal in first.proposals.items() if len(first.proposals) == 1 else ():
        for change in proposal.beside:
            figure = web.source.figure(cell, decimal_of((web.number(cell) or Fraction(0)) + change))
            other = Answer({cell: replace(proposal, change=change)}, 1)
            sentence = f"rounding leaves {figure_text(figure)} as well"
            cells = _cells(web, other, Certainty.TIED)
            told.append(Alternative(Certainty.TIED, proposal.kind, cells, sentence, _resolved(web, solution, first)))
    return told


def certainty_of(solution: Solution) -> Certainty:
    """How sure the first answer of a solution is."""
    first, *others = solution.answers
    if {Kind.FOLLOWS_FROM, Kind.UNEXPLAINED} <= {one.kind for one in first.proposals.values()}:
        return Certainty.CANNOT_TELL  # any figure could be the root
    if _is_beside_nothing(solution):
        return Certainty.CANNOT_TELL
    if (_class(first) < 2 or not others) and any(one.sure < SURE for one in first.proposals.values()):
        return Certainty.TIED
    if others and _class(first) == ARBITRARY:
        return Certainty.CANNOT_TELL
    if _hangs_together_by_chance(first):
        return Certainty.TIED
    if not others:
        if _class(first) == ARBITRARY and any(map(is_line_like, first.proposals)):
            is_absurd = first.weight >= ABSURD_WEIGHT  # a line of any amount resolves any sum
            return Certainty.CANNOT_TELL if is_absurd else Certainty.LIKELY
        if not solution.is_cut_off:
            return Certainty.ONLY
        return Certainty.LIKELY if _class(first) == 0 or solution.is_agreed else Certainty.CANNOT_TELL
    rivals = [one for one in others if _is_rival(first, one)]
    by_chance = len(solution.answers) * max((one.chance for one in first.proposals.values()), default=0.0)
    return Certainty.TIED if rivals or by_chance > MAX_CHANCE else Certainty.LIKELY


def _is_beside_nothing(solution: Solution) -> bool:
    """Whether the first answer makes nil of a figure for no reason but that there is not one line that it could be the
    sum of: then these may be missing just as well.
    """
    first = solution.answers[0]
    if any(one.kind is not Kind.UNEXPLAINED for one in first.proposals.values()):
        return False
    return bool(solution.resolved) and all(
        one.linear is not None and not one.summed and one.linear.coefficients.keys() <= first.proposals.keys()
        for one in solution.resolved
    )


def _without_sum(answer: Answer) -> Answer:
    told = {ref: replace(one, text=NOTHING_THERE_TEXT) for ref, one in answer.proposals.items()}
    return replace(answer, proposals=told)


def _hangs_together_by_chance(answer: Answer) -> bool:
    """Whether several figures change of which not all are slips: what formulas carried on from a figure that no other
    report prints, or several rounded figures of which some may be any.
    """
    kinds = {one.kind for one in answer.proposals.values()}
    if Kind.FOLLOWS_FROM in kinds:
        return Kind.STALE_FIGURE not in kinds
    is_rounded = any(one.sure < 1 for one in answer.proposals.values())
    return answer.slips > 1 and Kind.UNEXPLAINED in kinds and is_rounded


def _is_rival(first: Answer, other: Answer) -> bool:
    if other.slips > first.slips or _class(other) > _class(first):
        return False
    margin = MIN_MARGIN_TO_STAND_ALONE
    if kind_of(first) is Kind.DIGITS_TRANSPOSED and kind_of(other) is Kind.DIGIT_MISTYPED:
        margin += MISTYPED_MORE_OFTEN
    return _class(first) > 0 or other.weight < first.weight + margin


def _class(answer: Answer) -> int:
    """0 explained by slips, 1 a line is missing where several checks say so, 2 an arbitrary figure."""
    if answer.weight <= EXPLAINED_WEIGHT * answer.slips:
        return 0
    return 1 if answer.weight <= MISSING_WEIGHT * answer.slips else ARBITRARY


def _of_other(first: Answer, other: Answer, certainty: Certainty) -> Certainty:
    if certainty is Certainty.CANNOT_TELL:
        return Certainty.CANNOT_TELL
    return Certainty.TIED if certainty is Certainty.TIED and _is_rival(first, other) else Certainty.UNLIKELY


def _shared(answers: Sequence[Answer]) -> Mapping[CellRef, Proposal]:
    """What all answers have in common, cell and value."""
    first, *others = answers
    common = {
        cell: proposal
        for cell, proposal in first.proposals.items()
        if all(cell in one.proposals and one.proposals[cell].change == proposal.change for one in others)
    }
    return common if len(common) < len(first.proposals) else {}


def _stands_alone(web: Web, shared: Mapping[CellRef, Proposal], solution: Solution) -> bool:
    """Whether what all answers have in common is right without the rest: it breaks no check that held before."""
    failed = {one.id for one in solution.resolved}
    changes = {cell: proposal.change for cell, proposal in shared.items()}
    return all(holds_after(one, changes) for one in web.around(shared) if one.id not in failed and holds_after(one, {}))


def _correction(
    web: Web, solution: Solution, answer: Answer, certainty: Certainty, others: Iterable[Alternative]
) -> Correction:
    source = web.source
    return Correction(
        0, certainty, kind_of(answer), label_of(source, answer), sentence_of(source, answer, certainty),
        _cells(web, answer, certainty), _resolved(web, solution, answer), tuple(others),
    )  # fmt: skip


def _cells(web: Web, answer: Answer, certainty: Certainty) -> tuple[CellChange, ...]:
    source, kind = web.source, kind_of(answer)
    if kind is Kind.WRONG_GROUP:
        return _keys(source, answer)
    if kind is Kind.LINE_TYPED_TWICE:
        row = source.row(cell_of(main_of(answer)))
        return tuple(CellChange(source.cell(ref), None, "", source.address(ref)) for ref in row.figures.values())
    changes = []
    for ref, proposal in answer.proposals.items():
        if proposal.kind is Kind.FOLLOWS_BY_FORMULA:
            continue  # there is nothing to type
        cell = source.cell(cell_of(ref))
        beside = partial(web.kept(Usual).figure_beside, cell_of(ref))
        if is_line_like(ref):
            missing = Cell(CellRef(ref.file, 0, ref.column), "", None)
            if certainty is Certainty.CANNOT_TELL:
                changes.append(CellChange(missing, None))
                continue
            figure = source.figure(cell_of(ref), decimal_of(proposal.change))
            changes.append(CellChange(missing, figure, typed_as(cell, figure, beside)))
            continue
        hidden = certainty is Certainty.CANNOT_TELL or proposal.kind in _WHOLE_COLUMNS
        value = (web.number(ref) or Fraction(0)) + proposal.change
        new = None if hidden else source.figure(ref, decimal_of(value))
        text = "" if new is None else proposal.type_as or typed_as(cell, new, beside, proposal.decimals)
        if proposal.kind is Kind.UNIT_LOST and text:
            text = retyped(cell.text, web.kept(Usual).notation(ref), value)
        if proposal.kind is Kind.FOLLOWS_FROM and cell.text.rstrip().endswith("%"):
            new, text = None, ""  # what a percentage comes to is not told by how fast it moves
        changes.append(CellChange(cell, new, text, source.address(ref)))
    return tuple(changes)


def _keys(source: ConstraintSource, answer: Answer) -> tuple[CellChange, ...]:
    """The keys of a row in the wrong group, as they stand and as the group that it belongs to has them; of a row whose
    group is not known its figures, with nothing proposed.
    """
    refs = list(answer.proposals)
    row, last = source.row(cell_of(refs[0])), refs[-1]
    changed = last.unlike if isinstance(last, LineRef) else ()
    if not changed:
        return tuple(CellChange(source.cell(ref), None, "", source.address(ref)) for ref in row.figures.values())
    home = source.row(cell_of(last))
    return tuple(
        CellChange(row.key[name], home.key[name].text, home.key[name].text, source.address(row.key[name].ref))
        for name in changed
    )


def _resolved(web: Web, solution: Solution, answer: Answer) -> tuple[str, ...]:
    """The findings that hold after an answer alone, exactly: its own, and those of a row that goes."""
    concerned: dict[tuple[int, int, int], Constraint] = {one.id: one for one in solution.resolved}
    concerned |= {one.id: one for one in web.around(answer.changes)}
    found = [one.finding for one in concerned.values() if one.finding and _is_resolved(one, solution, answer)]
    if kind_of(answer) is Kind.LINE_TYPED_TWICE:
        gone = cell_of(main_of(answer))
        found += [
            one.finding
            for one in web.failing
            if one.finding and one.linear is None and any(_is_in_row(ref, gone) for ref in one.cells)
        ]  # fmt: skip
    if kind_of(answer) is Kind.WRONG_GROUP:
        wanting = {cell_of(ref) for ref in answer.proposals if isinstance(ref, LineRef) and ref.only == frozenset()}
        found += [one.finding for one in web.failing if one.finding and not wanting.isdisjoint(one.cells)]
    return tuple(dict.fromkeys(found))


def _is_resolved(one: Constraint, solution: Solution, answer: Answer) -> bool:
    linear = one.linear
    if linear is not None and linear.blanks:
        return False
    return holds_after(one, answer.changes) or (
        one.id in {other.id for other in solution.resolved} and answer is solution.answers[0]
    )


def _is_in_row(ref: CellRef, other: CellRef) -> bool:
    return (ref.file, ref.line) == (other.file, other.line)
