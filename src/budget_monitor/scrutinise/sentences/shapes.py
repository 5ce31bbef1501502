"""A sentence with its figures blotted out by number, so that frames can be looked for; and slips of the pen."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from budget_monitor.figures.prose import Hedge, ProseFigure, Unit
from budget_monitor.scrutinise.passages import Passage, number_text

MIN_FIGURE_TO_A_NEAR_GAP = 20
"""A gap is near if the figure is at least this many times as large."""
_GAP = "[^⟨⟩.;]"
_BUT = re.compile(r"\b(?:but|while|whilst|whereas|(?:al)?though)\b", re.IGNORECASE)
_WORD = re.compile("<([A-Z_]+)>")
FIGURE = re.compile(r"⟨(\d+)⟩")
"""A figure of a shape."""
_PERCENT = re.compile(r" ?\((?:or |i\.e\. )?⟨(\d+)⟩\)|,? or ⟨(\d+)⟩,?")
_ASIDE = re.compile(r" \((?=[^()]*[a-z])[^()⟨⟩]*⟨\d+⟩[^()⟨⟩]*\)|, or ⟨\d+⟩ (?:an?|per|each) [^⟨⟩,.;()]{1,25},")
_SPAN = re.compile(
    r"(?<=\bthe )(?:(?:last|past|first|next|previous|same) )?⟨\d+⟩ (?=(?:months|weeks|years|days|quarters)\b)"
)
NO_WORDS: Mapping[str, str] = {}


def shape_of(sentence: str, start: int, figures: Sequence[ProseFigure]) -> str:
    """The sentence with ⟨0⟩, ⟨1⟩ … in place of its figures."""
    parts: list[str] = []
    at = 0
    for number, one in enumerate(figures):
        parts += [sentence[at : one.start - start], f"⟨{number}⟩"]
        at = one.end - start
    return "".join([*parts, sentence[at:]])


def shapes_of(passage: Passage) -> Iterator[tuple[str, list[ProseFigure]]]:
    """The shape of each sentence of a passage, with its figures."""
    for start, sentence in passage.sentences:
        figures = passage.figures_of(start, sentence)
        yield shape_of(sentence, start, figures), figures


_GOES_ON = re.compile(
    r"\s+(?:compared (?:to|with) [^⟨⟩.;]{0,40}[( ]⟨\d+⟩\)?,? )?(?:this|that|it|these|they)"
    r"(?: (?:figure|number|total|sum|amount|level|rate|(?:over|under)-?spend|variance|saving|surplus|deficit))?"
    r" (?:means?|marks?|represents?|equates? to|shows?|gives?|gave|leaves?|left|brings?|brought"
    r"|(?:is|was|are|were)(?= an? )"
    r"|(?:is|was|are|were)(?= ⟨\d+⟩ of the )"
    r"|(?:is|was|are|were)(?= ⟨\d+⟩ ?(?:[a-z]+ ){0,2}(?:more|fewer|less|higher|lower|below|above|up|down)\b)) ",
    re.IGNORECASE,
)
"""How a sentence begins that speaks of the figure before it as this."""


def joined_shapes_of(passage: Passage) -> Iterator[tuple[str, list[ProseFigure]]]:
    """The shape of each two sentences of which the second goes on about a figure of the first, as one sentence."""
    for (start, first), (following, second) in pairwise(passage.sentences):
        both = passage.text[start : following + len(second)]
        figures = passage.figures_of(start, both)
        if (own := bisect_left(figures, following, key=lambda one: one.start)) in (0, len(figures)):
            continue
        shape = shape_of(first, start, figures[:own]).rstrip()
        rest = shape_of(both, start, figures)[len(shape) :]
        if shape.endswith(".") and _GOES_ON.match(rest):
            yield f"{shape[:-1]},{rest}", figures


def in_clauses(shape: str) -> str:
    """A shape as long as before, with a semicolon where another statement begins: but, while."""
    return _BUT.sub(lambda match: ";".ljust(len(match[0])), shape)


def without_percents(shape: str, figures: Sequence[ProseFigure]) -> str:
    """A shape without the percentages that repeat a figure: £1.2m (3%)."""

    def left(match: re.Match[str]) -> str:
        return "" if figures[int(match[1] or match[2])].unit is Unit.PERCENT else match[0]

    return _PERCENT.sub(left, shape)


def without_asides(shape: str) -> str:
    """A shape without what is told beside its figures: in brackets, in another measure (`or £1.85 a head,`), or how
    long a time was (`in the 12 months to March`).
    """
    return _SPAN.sub("", _ASIDE.sub("", shape))


def frame(template: str, words: Mapping[str, str] = NO_WORDS) -> re.Pattern[str]:
    """A pattern for shapes. In its template `⟨a⟩` is a figure under a name, `~40` a gap of at most 40 characters in
    which neither another figure nor another clause begins (see `in_clauses`), and `<MOVED>` one of the words given.
    """
    while (other := _WORD.sub(lambda match: words[match[1]], template)) != template:
        template = other
    named = re.sub(r"⟨([a-z]+)⟩", r"⟨(?P<\1>\\d+)⟩", template)
    return re.compile(re.sub(r"~(\d+)", rf"{_GAP}{{0,\1}}", named), re.IGNORECASE)


MIN_NOUGHTS = 3
"""So many at the end of a whole number say that it is rounded."""


def half_of(figure: ProseFigure) -> Decimal:
    """Half of what a figure may be rounded to: 326,000 is one of thousands."""
    digits = written_digits(figure)
    noughts = len(digits) - len(digits.rstrip("0"))
    is_rounded = noughts >= MIN_NOUGHTS and len(digits) - noughts > 1
    return Decimal(5).scaleb(noughts - 1) if is_rounded and not figure.half else figure.half


def is_near(gap: Decimal, size: Decimal) -> bool:
    """True if a gap is small beside a figure."""
    return abs(gap) * MIN_FIGURE_TO_A_NEAR_GAP <= abs(size)


def is_slip_of(written: ProseFigure, meant: Decimal) -> bool:
    """True if a figure is one slip of the pen from what was meant: digits exchanged, one wrong, one lost or added, or
    an amount in thousands called one in millions.
    """
    step = written.half * 2 or Decimal(1)
    return times_off(written, meant) != 1 or any(_is_one_edit(written.value, meant, step, own) for own in _steps(step))


TOO_SMALL = Decimal("0.001")
_FINE_THOUSANDS = re.compile(r"\.\d\d+k$")
"""Thousands with so many decimals are rather millions."""
SCALES = (Decimal(1000), Decimal(1_000_000))
"""How many times too large an amount is whose unit is wrong: £560m for £560,000."""


def times_off(written: ProseFigure, meant: Decimal) -> Decimal:
    """How many times too large an amount is whose unit is wrong; a thousandth for £1.39k instead of £1.39m, and 1 where
    it is not that.
    """
    if written.unit is not Unit.MONEY or not meant:
        return Decimal(1)
    size = abs(written.value)
    scales = (*SCALES, TOO_SMALL) if _FINE_THOUSANDS.search(written.text) else SCALES
    fits = (one for one in scales if abs(size / one - abs(meant)) <= written.half / one)
    return next(fits, Decimal(1))


def is_exchange_of(written: ProseFigure, meant: Decimal, least: int) -> bool:
    """True if a figure of at least so many digits is what was meant with two neighbours exchanged; few others are."""
    return len(written_digits(written)) >= least and meant in exchanges_of(written)


def exchanges_of(figure: ProseFigure) -> list[Decimal]:
    """What a figure may have been before two neighbouring digits of it were exchanged."""
    digits = written_digits(figure)
    step = figure.half * 2 or Decimal(1)
    other = (digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(len(digits) - 1))
    return [int(one) * step for one in other if one != digits and one[0] != "0"]


def written_digits(figure: ProseFigure) -> str:
    """The digits of a figure, down to the last that is written."""
    return str(abs(int((figure.value / (figure.half * 2 or Decimal(1))).to_integral_value())))


def _steps(step: Decimal) -> tuple[Decimal, ...]:
    """What the last digit meant may be worth: where a figure has decimals, one may have been lost or added."""
    return (step, step * 10, step / 10) if step < 1 else (step,)


def has_slip_within(written: ProseFigure, low: Decimal, high: Decimal) -> bool:
    """True if a figure is one slip of the pen from one between two, which are so near that not just any figure is."""
    if not 0 < high - low <= MAX_WIDTH * low:
        return False
    step = written.half * 2 or Decimal(1)
    digits = str(int((written.value / step).to_integral_value()))
    places = range(len(digits))
    edits = {digits[:at] + digits[at + 1 :] for at in places}
    edits |= {digits[:at] + one + digits[at + 1 :] for at in places for one in "0123456789"}
    edits |= {digits[:at] + one + digits[at:] for at in range(len(digits) + 1) for one in "0123456789"}
    edits |= {digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in places[:-1]}
    return any(low <= int(one) * step <= high for one in edits - {digits, ""})


MAX_WIDTH = Decimal("0.02")
"""How far apart the two may be, as a share of the lower."""


def _is_one_edit(value: Decimal, meant: Decimal, step: Decimal, own: Decimal) -> bool:
    first = str(abs(int((value / step).to_integral_value())))
    second = str(abs(int((meant / own).to_integral_value())))
    if first == second:
        return False
    if own != step:  # a decimal was lost or added: no other digit is wrong
        return len(first) != len(second) and _has_one_more(first, second)
    if len(first) == len(second):
        is_one_wrong = sum(one != other for one, other in zip(first, second, strict=True)) == 1
        return len(first) > 1 if is_one_wrong else _is_exchange(first, second)
    return _has_one_more(first, second)


def _is_exchange(first: str, second: str) -> bool:
    differing = [at for at in range(len(first)) if first[at] != second[at]]
    return len(differing) == 2 and sorted(first) == sorted(second) and differing[1] - differing[0] == 1


def _has_one_more(first: str, second: str) -> bool:
    longer, shorter = (first, second) if len(first) > len(second) else (second, first)
    return len(longer) - len(shorter) == 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )


def like(figure: ProseFigure, value: Decimal) -> str:
    """A value written as a figure is: £0.163m, 93.1%; what was a thousand times too large with its point moved."""
    text = figure.text
    if (times := times_off(figure, value)) == TOO_SMALL:
        return f"{text.removesuffix('k')}m"
    if times > 1:
        return _scaled(text, times)
    sign = "£" if figure.unit is Unit.MONEY else ""
    ending = "%" if figure.unit is Unit.PERCENT else ""
    shift = 0
    for suffix, power in (("m", 6), ("k", 3), ("bn", 9), ("million", 6), ("billion", 9), ("thousand", 3), ("M", 6)):
        if text.endswith(suffix):
            shift, ending = power, f" {suffix}" if " " in text else suffix
    if shift or ending == "%":
        decimals = len(text.partition(".")[2].rstrip("abcdefghijklmnopqrstuvwxyzM% "))
        finer = f"{abs(value).scaleb(-shift):.{decimals + 1}f}"
        if finer.replace(".", "") == re.sub(r"[^0-9]", "", text):  # all that is wrong is its point: 11% for 1.1%
            decimals += 1
        return f"{sign}{value.scaleb(-shift):,.{_decimals_for(abs(value).scaleb(-shift), decimals)}f}{ending}"
    decimals = len(text.partition(".")[2])
    is_whole = value == round(value, decimals)
    return f"{sign}{value:,.{decimals}f}" if decimals and is_whole else f"{sign}{number_text(value)}"


MAX_DECIMALS = 3


def _decimals_for(value: Decimal, decimals: int) -> int:
    """How many decimals tell a value: those of the figure beside it, or more where they make nil of it or halve it."""
    while decimals < MAX_DECIMALS and (left := abs(value - round(value, decimals))):
        if left != value and 2 * left.scaleb(decimals) != 1:
            break
        decimals += 1
    return decimals


_SMALLER = (("bn", "m"), ("billion", "million"), ("million", "thousand"), ("m", "k"))
"""Units of amounts, each with the one that is a thousandth of it."""


def _scaled(text: str, times: Decimal) -> str:
    """An amount with its point where it belongs, £4.971m for £4,971m; or, where digits would be lost so, in a smaller
    unit, £4.971m for £4.971bn.
    """
    number = Decimal(re.sub(r"[^0-9.]", "", text)) / times
    shown = number.quantize(1 / times)
    if shown != number and times == SCALES[0]:
        smaller = next(((unit, less) for unit, less in _SMALLER if text.endswith(unit)), None)
        if smaller is not None:
            return text.removesuffix(smaller[0]) + smaller[1]
    return re.sub(r"[0-9][0-9.,]*", f"{shown:f}", text, count=1)


def is_sharp(*figures: ProseFigure) -> bool:
    """True if all figures are meant as they are written."""
    return all(one.hedge is Hedge.NONE for one in figures)
