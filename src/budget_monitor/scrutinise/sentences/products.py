"""Products and averages that a sentence gives in full: 21,400 at £48 bring £1,027,200; £819 (£598,460 over 731)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from budget_monitor.figures.prose import NUMBER_WORDS, Hedge, ProseFigure, Unit, counts_in_words
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import held_with
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.sentences.shapes import (
    FIGURE,
    frame,
    has_slip_within,
    in_clauses,
    is_exchange_of,
    is_sharp,
    is_slip_of,
    like,
    shape_of,
)

_WORDS = {
    "EACH": r"(?: each| apiece| every [a-z]+| (?:an?|per) [a-z-]+)",
    "MAKES": (
        r"\b(?:brings?|brought|bringing|costs?|costing|raise[sd]?|raising|makes?|made|making|c[ao]mes? to|gives?|gave"
        r"|is|was|are|were|total(?:s|led|ling)?|worth|yield(?:s|ed)?|earn(?:s|ed)?|produced?|equals?)(?: in)?"
    ),
    "AT": r"(?:at|of|paid|pay(?:ing)?|worth|cost(?:ing)?|averag(?:ed|ing))(?: an average of)?",
    "PRICE": (
        r"\b(?:(?:average|unit|each|price|fee|charge|fine|rent|rate|per|cost of an?)\b[^⟨⟩.;]{0,50}"
        r"|an? [a-z -]{3,40}(?= ⟨\d+⟩<EACH>)) ⟨r⟩<EACH>?"
    ),
    "THAT_IS": r"(?:(?:or |which is |that is |making |totalling |in all |i\.e\. )?(?:a total of )?)",
    "ONE_MAKES": r"\b(?:an?|each|every|one) (?:[a-z-]+ ){1,3}<MAKES>",
    "IS_EACH": r"(?: is| was|,|, or|, which is|, that is|, i\.e\.) (?:an average of )?",
    "ALONE": r"(?! (?:more|less|fewer|higher|lower|over|under|above|below|dearer|cheaper|of|a|an|per|each)\b)",
    "FROM": r"(?:for|on|from|to|in|<AMONG>)",
    "ON_AVERAGE": r", (?:or |which is |that is |giving |making |with )?(?:an average of|on average)",
    "OR_EACH": r"(?:<EACH>(?! \w+ \w+s\b)|<ALONE>(?=[.,;)]|$))",
    "WORDS": r"(?:(?! and |\bbefore\b|\bexcluding\b)[^⟨⟩.;:()])",
    "COMMA": r"(?:,| =|:| –) ?",
    "A_SPAN": r"(?:a|per|each) <SPAN>",
    "SPAN": r"(?:day|week|month|quarter|term|year)",
    "AMONG": r"(?:over|among|amongst|between|divided by|across|shared by|spread over)",
}
_PRODUCTS = tuple(
    frame(one, _WORDS)
    for one in (
        r"⟨n⟩~40 <AT> ⟨r⟩<EACH>?~30<MAKES> ~30⟨t⟩",
        r"⟨n⟩~40 <AT> ⟨r⟩<EACH>?(?:,| =|:| –) ?(?:or |making |totalling |in all |a total of )?⟨t⟩",
        r"⟨t⟩~20 (?:from|for|on) (?:the |our )?⟨n⟩~30 at ⟨r⟩",
        r"\bat ⟨r⟩<EACH>~60⟨n⟩~60<MAKES> ~20⟨t⟩",
        r"⟨r⟩ (?:for|from|by|paid by) each of (?:the |our )?⟨n⟩~40(?:<MAKES> ~20|[,:=] ?<THAT_IS>)⟨t⟩<ALONE>",
        r"⟨t⟩~40 \(⟨n⟩~30 (?:at|x|×) ⟨r⟩",
        r"⟨r⟩<EACH>~12 (?:for|over) (?:the |all |our )?⟨n⟩~30(?:<MAKES> ~12|(?:,| =|:| –) ?<THAT_IS>)⟨t⟩<ALONE>",
        r"⟨r⟩ (?:on|from|for) (?:each of )?(?:the |all |our )?⟨n⟩~30<MAKES> ⟨t⟩<ALONE>",
        r"⟨n⟩ ?[x×*@] ?⟨r⟩ ?(?:=|is|comes to|,) ?⟨t⟩<ALONE>",
        r"⟨r⟩ ?[x×*] ?⟨n⟩ ?(?:=|is|comes to|,) ?⟨t⟩<ALONE>",
        r"⟨r⟩[;,]?(?: and)? with (?:the |our |all )?⟨n⟩~20<MAKES> ⟨t⟩<ALONE>",
        r"<ONE_MAKES> ⟨r⟩(?:[,;] (?:so |and )?| and (?:so )?)(?:the |all )?⟨n⟩~20<MAKES> ~12⟨t⟩<ALONE>",
    )
)
_OVER_TIME = tuple(
    frame(one, _WORDS)
    for one in (
        r"⟨r⟩ <A_SPAN>~20 (?:for|over) (?:the |all )?⟨n⟩ <SPAN>s?(?:~20<MAKES> ~12|<COMMA><THAT_IS>)⟨t⟩<ALONE>",
        r"⟨r⟩ <A_SPAN>~30, <THAT_IS>⟨t⟩ (?:for|over|in) (?:the |all )?⟨n⟩ <SPAN>s\b",
        r"⟨n⟩ (?:[a-z]+ )?(?:instalments|payments|tranches) of ⟨r⟩<COMMA><THAT_IS>⟨t⟩<ALONE>",
    )
)
"""What is paid in each of several months or instalments comes to."""
_PRICE_BEFORE = frame(r"<PRICE>[^⟨⟩.;]{0,30}[.;] (?:and )?(?:the |our |these |all )?⟨n⟩~30<MAKES> ~20⟨t⟩", _WORDS)
"""A product of which the price stands in the sentence before."""
_OVER_YEARS = frame(
    r"\b(?:over|across|in) (?:the|all|these|those) (?P<times>[a-z]+|⟨n⟩) (?:years|months|weeks|quarters|terms)~30,?"
    r" (?:this|that|it|which) (?:(?:will|would) )?(?:saves?|saved|costs?|adds?|c[ao]mes? to|amounts? to|makes?|is"
    r"|brings?(?: in)?) ⟨t⟩<ALONE>",
    _WORDS,
)
"""What a sum of each year comes to in several, the sum standing somewhere before it."""
_AVERAGES = tuple(
    frame(one, _WORDS)
    for one in (
        r"\baverage ~20⟨r⟩[:;,] ⟨n⟩~30<MAKES> ⟨t⟩",
        r"(?<!\bfrom )⟨n⟩~30 ⟨t⟩, (?:or |which is |that is )?(?:an average of )?⟨r⟩<EACH>",
        r"⟨r⟩~30 \(⟨t⟩~20 <AMONG> (?:the |our )?⟨n⟩",
        r"\baverag(?:e|es|ed|ing)\b~12 ⟨r⟩ \(⟨t⟩~12 for (?:the |our )?⟨n⟩",
        r"⟨r⟩<EACH>, ⟨t⟩~20 <AMONG> (?:the |our )?⟨n⟩",
        r"⟨t⟩~40<AMONG> (?:the |our )?⟨n⟩~40(?:<MAKES> |, )(?:an average of )?⟨r⟩<EACH>",
        r"(?<!\bfrom )⟨t⟩~20 <FROM> (?:the |our )?⟨n⟩~30<IS_EACH>⟨r⟩<EACH>",
        r"(?<!\bfrom )⟨t⟩<WORDS>{0,40} <FROM> (?:the |our |all |its )?⟨n⟩<WORDS>{0,30}<ON_AVERAGE> ⟨r⟩<OR_EACH>",
        r"(?<!\bfrom )⟨n⟩~60⟨t⟩~30<ON_AVERAGE> ⟨r⟩(?:<EACH>|<ALONE>)",
        r"\baverage,? ~12 ⟨n⟩~30 ⟨r⟩, (?:or )?⟨t⟩ (?:in (?:all|total)|altogether)\b",
    )
)
_PER_SALE = frame(
    r"\. (?:it|they|we) [a-z]+ ⟨n⟩<WORDS>{0,30} at an average (?:price |rate |charge |fee )?of ⟨r⟩<OR_EACH>",
    _WORDS,
)
"""How much was sold, and at what average; what that brought stands in the sentence before."""
_LIST = frame(
    r"(?P<listed>⟨\d+⟩(?:, ⟨\d+⟩)+,? and ⟨\d+⟩)~20,?"
    r" (?:(?:which is |that is |or )?⟨\d+⟩ (?:in (?:all|total)|together),? )?"
    r"(?:and |or |which is |giving |with )*an average of ⟨r⟩"
)
_WEIGHTED = re.compile(r"(?i)\bweight\w*|\b(?:per|for each|of each)\b")
MIN_DIGITS = 3
MIN_DIGITS_TO_EXCHANGE = 5
"""A product of a rounded price is hardly ever one of so many digits with two of them exchanged."""
_AND_MORE = re.compile(r" (?:with|without|after|before|plus|including|excluding|less|net of)\b")
_OR_LESS = re.compile(r"(?i) or (?:less|more|under|over|fewer|above|below)\b")


def note_products(passage: Passage, notes: Notes) -> None:
    """Notes each product and each average of a sentence, and a slip where one digit would put it right."""
    _per_sale(passage, notes)
    for start, sentence in passage.sentences:
        _note_words(passage, start, sentence, notes)
        figures = passage.figures_of(start, sentence)
        if len(figures) < len("rt"):
            continue
        shape = in_clauses(shape_of(sentence, start, figures))
        _average_of_list(passage, figures, shape, notes)
        _over_years(passage, figures, shape, notes)
        for pattern in (*_PRODUCTS, *_AVERAGES):
            for match in pattern.finditer(shape):
                kind = RelationKind.PRODUCT if pattern in _PRODUCTS else RelationKind.AVERAGE
                _note(passage, kind, [figures[int(match[name])] for name in "nrt"], notes)
    if len(passage.figures) >= len("nrt"):
        for match in _PRICE_BEFORE.finditer(shape_of(passage.text, 0, passage.figures)):
            number, rate, total = (passage.figures[int(match[name])] for name in "nrt")
            if total.digits > MIN_DIGITS:
                _note(passage, RelationKind.PRODUCT, [number, rate, total], notes)


def _note_words(passage: Passage, start: int, sentence: str, notes: Notes) -> None:
    """Notes averages over a small number that is written as a word, and what so much comes to in so many months."""
    if words := counts_in_words(sentence, start, is_listed=False):
        figures = sorted([*passage.figures_of(start, sentence), *words], key=lambda one: one.start)
        shape = in_clauses(shape_of(sentence, start, figures))
        for match in (match for pattern in _AVERAGES for match in pattern.finditer(shape)):
            _note(passage, RelationKind.AVERAGE, [figures[int(match[name])] for name in "nrt"], notes)
        for match in (match for pattern in _OVER_TIME for match in pattern.finditer(shape)):
            _note(passage, RelationKind.PRODUCT, [figures[int(match[name])] for name in "nrt"], notes)


def _per_sale(passage: Passage, notes: Notes) -> None:
    """Notes at what average so many were sold, where the sentence before has what that comes to, or would but for a
    slip.
    """
    shape = shape_of(passage.text, 0, passage.figures)
    for match in _PER_SALE.finditer(shape):
        number, rate = (passage.figures[int(match[name])] for name in "nr")
        own = next((at for at, (start, text) in enumerate(passage.sentences) if number.start < start + len(text)), 0)
        before = passage.figures_of(*passage.sentences[own - 1]) if own else []
        totals = [one for one in before if one.unit is rate.unit and rate.digits >= MIN_DIGITS]
        step = rate.half * 2 or Decimal(1)
        held = [one for one in totals if abs(one.value / number.value - rate.value) <= step]
        slipped = [one for one in totals if is_exchange_of(rate, round(one.value / number.value / step) * step, 2)]
        if len(held or slipped) == 1:
            _note(passage, RelationKind.AVERAGE, [number, rate, *(held or slipped)], notes)


def _note(passage: Passage, kind: RelationKind, figures: Sequence[ProseFigure], notes: Notes) -> None:
    number, rate, total = figures
    units = (Unit.MONEY,) if kind is RelationKind.PRODUCT else (Unit.MONEY, Unit.COUNT)
    fits = number.unit is Unit.COUNT and rate.unit is total.unit and total.unit in units
    is_meant = is_sharp(rate, total) and (is_sharp(number) or _is_spread(number, kind))
    if fits and is_meant and number.value > 1 and rate.value > 0:
        _judge(passage, kind, (number, rate, total), notes)


def _average_of_list(passage: Passage, figures: Sequence[ProseFigure], shape: str, notes: Notes) -> None:
    """Notes what several figures, named one by one, are said to be on average."""
    for match in _LIST.finditer(shape):
        listed, rate = [figures[int(one[1])] for one in FIGURE.finditer(match["listed"])], figures[int(match["r"])]
        is_alike = all(one.unit is rate.unit for one in listed) and rate.unit is not Unit.PERCENT
        if not is_alike or not is_sharp(rate, *listed) or _WEIGHTED.search(match[0]):
            continue
        half = rate.half or Decimal("0.5")
        computed = sum((one.value for one in listed), Decimal()) / len(listed)
        holds = abs(rate.value - computed) <= half + max(one.half for one in listed)
        meant = round(computed / (half * 2)) * half * 2
        if holds or is_slip_of(rate, meant):
            verdict = held_with(rate.value - computed) if holds else Verdict.FAIL
            spots = [passage.spot(one) for one in (rate, *listed)]
            shown = like(rate, meant)
            sentence = f"the average of {len(listed)} figures from {listed[0].text} to {listed[-1].text} is {shown}"
            notes.relation(RelationKind.AVERAGE, verdict, spots, computed, sentence, "the sentence says so")
            if not holds:
                title = "An average is not that of the figures beside it"
                notes.slip(RelationKind.AVERAGE, title, spots, f"{sentence}, but {rate.text} is written", shown)


def _over_years(passage: Passage, figures: Sequence[ProseFigure], shape: str, notes: Notes) -> None:
    """Notes what a sum of each year is said to come to in all, if it is that of one figure before it but for a slip."""
    for match in _OVER_YEARS.finditer(shape):
        total = figures[int(match["t"])]
        times = NUMBER_WORDS.get(match["times"].casefold()) if match["n"] is None else figures[int(match["n"])].value
        before = [one for one in figures if one.end <= total.start and one is not total and one.unit is total.unit]
        if not times or times == 1 or total.unit is not Unit.MONEY or not is_sharp(total, *before):
            continue
        held = [one for one in before if abs(one.value * times - total.value) <= one.half * times + total.half]
        slipped = [one for one in before if is_slip_of(total, one.value * times)]
        is_open = _AND_MORE.match(passage.text, total.end) and not held
        if len(held or slipped) != 1 or total.digits < MIN_DIGITS or is_open:
            continue
        (one,) = held or slipped
        spots, computed = [passage.spot(total), passage.spot(one)], one.value * times
        shown = like(total, computed)
        sentence = f"{one.text} × {times} is {shown}"
        verdict = held_with(total.value - computed) if held else Verdict.FAIL
        notes.relation(RelationKind.PRODUCT, verdict, spots, computed, sentence, "the sentence says so")
        if not held:
            title = "A product is not that of the figures beside it"
            notes.slip(RelationKind.PRODUCT, title, spots, f"{sentence}, but {total.text} is written", shown)


def _is_spread(number: ProseFigure, kind: RelationKind) -> bool:
    """True if what looks like a hedge says that a total is shared: £33,000 spread over 1,240 homes."""
    return kind is RelationKind.AVERAGE and number.hedge is Hedge.OVER


def _judge(passage: Passage, kind: RelationKind, figures: tuple[ProseFigure, ...], notes: Notes) -> None:
    number, rate, total = figures
    is_product = kind is RelationKind.PRODUCT
    product = number.value * rate.value
    half = rate.half or Decimal("0.5")
    average = round(total.value / number.value / (half * 2)) * half * 2
    made, computed = (total, product) if is_product else (rate, average)
    gap = total.value - product
    holds = abs(gap) <= total.half + number.value * half + number.half * rate.value
    if is_product and holds and gap and total.digits >= MIN_DIGITS_TO_EXCHANGE:
        holds = not is_exchange_of(total, product, MIN_DIGITS_TO_EXCHANGE)
    is_slip = (is_slip_of(made, computed) and made.digits >= MIN_DIGITS) or is_exchange_of(made, computed, 2)
    meant = _factors(number, rate, total) if is_product and not holds else []
    is_slip = is_slip or bool(meant) or (not is_product and not holds and _has_slipped_total(number, rate, total, half))
    is_open = _AND_MORE.match(passage.text, total.end) or _OR_LESS.match(passage.text, rate.end)
    if not holds and (not is_slip or is_open):
        return
    verdict = held_with(gap) if holds else Verdict.FAIL
    others = (number, rate) if is_product else (total, number)
    spots = [passage.spot(one) for one in (made, *others)]
    shown = like(made, computed)
    sentence = f"{others[0].text} {'×' if is_product else '÷'} {others[1].text} is {shown}"
    notes.relation(kind, verdict, spots, computed, sentence, "the sentence says so")
    if not holds:
        title = f"{'A product' if is_product else 'An average'} is not that of the figures beside it"
        likely = [*([(made, computed)] if is_slip_of(made, computed) else []), *meant]
        if len(likely) == 1:
            spots.insert(0, spots.pop([made, *others].index(likely[0][0])))
        proposed = "" if len(likely) > 1 else like(*likely[0]) if likely else shown
        notes.slip(kind, title, spots, f"{sentence}, but {made.text} is written", proposed)


def _has_slipped_total(number: ProseFigure, rate: ProseFigure, total: ProseFigure, half: Decimal) -> bool:
    """True if a total, mistyped, explains an average that is written to three digits or more."""
    low, high = (number.value * (rate.value + one) for one in (-half, half))
    return rate.digits >= MIN_DIGITS and has_slip_within(total, low, high)


def _factors(number: ProseFigure, rate: ProseFigure, total: ProseFigure) -> list[tuple[ProseFigure, Decimal]]:
    """Which factor of an exact product, mistyped, explains it, with what was meant: few products come out by chance."""
    if total.half or total.digits <= MIN_DIGITS:
        return []
    meant = [(one, total.value / other.value) for one, other in ((number, rate), (rate, number))]
    return [
        (one, value)
        for one, value in meant
        if value % (one.half * 2 or 1) == 0 and (is_slip_of(one, value) or is_exchange_of(one, value, 2))
    ]
