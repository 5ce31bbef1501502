"""What a percentage of an amount comes to: 4.85% on £2.0m costs £97,000 in a full year; 5% of £62.0m, that is £3.1m."""

from __future__ import annotations

from decimal import Decimal

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import held_with
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.passages import Notes, Passage, key_of
from budget_monitor.scrutinise.sentences.shapes import (
    frame,
    half_of,
    in_clauses,
    is_exchange_of,
    is_sharp,
    is_slip_of,
    like,
    shapes_of,
)

_WORDS = {
    "A_YEAR": (
        r"(?:(?:in|over|for) (?:a|the first) full year|annually|(?:a|per|each) (?:year|annum))(?: in interest)?<END>"
    ),
    "COSTS": r"(?:(?:would|will|should) (?:cost|add)|costs?|adds)",
    "BASE": r"(?:pay ?bill|bill|base|salaries|payroll)",
    "END": r"(?=[.,;)]|$)",
    "THAT_IS": r"(?:or|that is|that comes to|which is|which comes to|i\.e\.|being)",
    "OF_IT": r"(?:(?!\b(?:from|compared|against|than|up|down|after|with|above|below|over|under)\b)[^⟨⟩.;,])",
}
_RATES = tuple(
    (frame(pattern, _WORDS), is_exact)
    for pattern, is_exact in (
        (r"\bat ⟨p⟩,? ~40⟨b⟩ <COSTS> ⟨t⟩ <A_YEAR>", True),
        (r"⟨p⟩ on (?:the |an? |another )?~20⟨b⟩~25 <COSTS> ⟨t⟩ <A_YEAR>", True),
        (r"⟨b⟩ at ⟨p⟩ <COSTS> ⟨t⟩ <A_YEAR>", True),
        (r"⟨p⟩ (?:pay )?(?:award|rise|increase) on (?:the |an? |our )<BASE> of ⟨b⟩ <COSTS> ⟨t⟩<END>", True),
        (r"\bVAT (?:at|of) ⟨p⟩ on (?:the )?~12⟨b⟩ (?:is|was|comes to|adds|added) ⟨t⟩<END>", True),
        (r"⟨p⟩ of <OF_IT>{0,40}⟨b⟩<OF_IT>{0,20}(?:,| \(| –) ?<THAT_IS> ⟨t⟩<END>", False),
    )
)
"""A rate `p` on an amount `b` comes to `t`; and whether the rate is written in full, or may be that of `t`, rounded."""
MIN_DIGITS = 3
"""A figure with fewer is one slip from many others."""
MIN_DIGITS_TO_EXCHANGE = 2


def note_rates(passage: Passage, notes: Notes) -> None:
    """Notes what each rate of a sentence comes to, and a slip of the pen in it."""
    if not any(one.unit is Unit.PERCENT for one in passage.figures):
        return
    for shape, figures in shapes_of(passage):
        for pattern, is_exact in _RATES:
            for match in pattern.finditer(in_clauses(shape)):
                rate, base, made = (figures[int(match[name])] for name in "pbt")
                fits = rate.unit is Unit.PERCENT and base.unit is made.unit is Unit.MONEY
                if fits and is_sharp(rate, base, made):
                    _judge(passage, rate, base, made, notes, is_exact=is_exact)


def _judge(
    passage: Passage, rate: ProseFigure, base: ProseFigure, made: ProseFigure, notes: Notes, *, is_exact: bool
) -> None:
    computed = base.value * rate.value / 100
    gap, step = made.value - computed, half_of(made) * 2 or Decimal(1)
    holds = abs(gap) <= half_of(made) + half_of(base) * rate.value / 100 + (0 if made.half else 1)
    meant = round(computed / step) * step
    is_slip = is_exchange_of(made, meant, MIN_DIGITS_TO_EXCHANGE) or (
        is_exact and made.digits >= MIN_DIGITS and is_slip_of(made, meant)
    )
    spots = [passage.spot(one) for one in (made, base, rate)]
    told = {key_of(spot) for slip in notes.slips for spot in slip.spots}
    if not (holds or is_slip) or told & set(map(key_of, spots)):
        return
    sentence = f"{rate.text} of {base.text} is {like(made, meant)}"
    verdict = held_with(gap) if holds else Verdict.FAIL
    notes.relation(RelationKind.PRODUCT, verdict, spots, computed, sentence, "the sentence says so")
    if not holds:
        title = "A percentage of an amount is not what it comes to"
        notes.slip(RelationKind.PRODUCT, title, spots, f"{sentence}, but {made.text} is written", like(made, meant))
