"""Figures in running text: amounts, percentages and counts, told apart from dates, years, codes and ordinals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum

from msgspec import Struct

from budget_monitor.figures.written import read_figure

SMALL_COUNT = 13
"""A bare count below this says too little to be looked for in a table."""


class Unit(Enum):
    """What a figure in a text counts."""

    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"


class Hedge(Enum):
    """How a figure is meant."""

    NONE = "none"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"


class ProseFigure(Struct, frozen=True):
    """A figure as the text writes it. `value` is exact, in pounds, percent or ones; `half` is half of its last digit,
    0 for a count and for whole pounds. `start` and `end` are its place in the text.
    """

    text: str
    value: Decimal
    half: Decimal
    unit: Unit
    hedge: Hedge
    start: int
    end: int
    is_word: bool = False

    @property
    def digits(self) -> int:
        """How many significant digits were written; noughts at the end of a whole number are none."""
        digits = re.sub(r"[^0-9]", "", self.text).lstrip("0")
        return len(digits if "." in self.text else digits.rstrip("0"))

    @property
    def is_small(self) -> bool:
        """True if it is a count so small that it says little."""
        return self.is_word or (self.unit is Unit.COUNT and self.value < SMALL_COUNT)


_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_NUMBERED = (
    r"(?:Priority|Sections?|Tables?|Figures?|Charts?|Appendix|Annex|Phases?|Stages?|Levels?|Quarters?|Version|Pages?|Paragraphs?|Paras?"
    r"|Items?|Notes?|Schedule|Part|Chapter|Band|Grade|Tier|Option|Recommendations?|Year|Week|Month|Day|No\.?|Ref\.?|Step"
    r"|Box|Article|Regulation|Room|Theme|Objective|Wave|Zone|Lot|Item|Minute|Category|Group|Outcome"
    r"|Goal|Sector|Key Stage)"
)
_SHORT_YEARS = "|".join(f"{year}/{year + 1}" for year in range(10, 50))
_MASKS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"\b(?:[A-Z]{1,4}/)?\d{2,4}/\d{3,5}/[A-Z]{2,5}\b", 0),
        (r"https?://\S+|www\.\S+|(?<!\S)\S{1,80}@\S{1,80}", 0),
        (rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? '?\d{{2,4}}\b)?", re.IGNORECASE),
        (rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?(?![,.]?\d|%)", re.IGNORECASE),
        (rf"\b{_MONTH}(?:,? '?(?:19|20)\d\d| '?\d\d)\b(?![,.%]\d)", re.IGNORECASE),
        (r"\b\d{1,2}[/.]\d{1,2}[/.](?:19|20)?\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b", 0),
        (r"\b(?:19|20)\d\d\s?[/–—-]\s?(?:(?:19|20)\d\d|\d{1,2})\b(?!,\d)", 0),
        (rf"\b(?:{_SHORT_YEARS})\b(?! \()", 0),
        (r"(?<![£$€\d,.])\b(?:19|20)\d\d\b(?!,\d|\.\d|\s?%)", 0),
        ((rf"\b{_NUMBERED}\s?\d{{1,2}}(?:\.\d{{1,2}})*\b(?!%|,\d{{3}})(?:\s?(?:&|and|or|to|–"
            rf"|-)\s?\d{{1,2}}(?:\.\d{{1,2}})*\b(?![%,]|\.\d| of))*"), 0),
        (r"\b[A-Z]{1,8}[a-z]?[-.]?\d+(?:\.\d+)*(?:\s?\([a-z0-9ivx]+\))?", 0),
        (r"\b[A-Z]{2,8} ?\d+\.\d+\b", 0),
        (r"\bCovid[- ]?19\b|\b24/7\b|\bpost-16\b", re.IGNORECASE),
        (r"\b\d{1,2}[:.]\d\d\s?(?:am|pm|hrs)\b|\b\d{1,2}\s?(?:am|pm)\b|\b\d{1,2}:\d\d\b", re.IGNORECASE),
        (r"\b\d+(?:st|nd|rd|th)\b", 0),
        (r"\b0\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}\b", 0),
        (r"(?<![\d.,£])\d[\d,.]*(?<=\d)(?:s\b|\+(?!\w))", 0),
        (r"\b\d+\s?(?:-|–|to)\s?\d+[- ](?:year|yr)s?\b", re.IGNORECASE),
        ((r"\b\d+[- ](?:years?|months?|weeks?)[- ](?:old|contract|plan|period|programme|strategy"
            r"|placements?)\b|\b\d+-(?:year|month|week|day|hour|point|fold|bed|page)\b"), re.IGNORECASE),
        (r"\b\d+(?:\.\d+)?(?:GB|MB|G|km|kW|kWh|MW|m²|m2|ha)\b", 0),
        (r"^\s*\(?\d{1,2}(?:\.\d{1,2})*[.)]\s|^\s*\d{1,2}(?:\.\d{1,2})+\s", 0),
        (r"\bper \d[\d,]*\b", re.IGNORECASE),
        (r"£ ?['’‘]?000\b", 0),
        (r"(?<=[\w)%])[⁰¹²³⁴-⁹]+", 0),
        (r"\bminutes? (?:no\.? )?\d{1,4}(?:[/.]\d{1,4})+\b", re.IGNORECASE),
    )
)  # fmt: skip
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(
    r"(?:(?<![\w.,£$€])|(?<=\bc)(?=£)|(?<=\bc\.)|(?<=\bca\.)|(?<=\bapprox\.))(?<!\d[-–])"
    r"(?P<sign>[-−](?=[£\d]))?(?P<currency>£ ?)?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d])"
    r"(?P<suffix>\s?(?:million|billion|thousand|bn|mn|m|k|M|K)\b)?(?P<percent>\s?%|\s?per ?cent\b)?(?![\w])"
)
NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20,
}  # fmt: skip
"""What numbers are called in words."""
_WORD = re.compile(
    rf"(?i)(?<!-)\b(?:{'|'.join(NUMBER_WORDS)})\b(?= (?:out )?of (?:the |these |those )?\d"
    r"| (?:[a-z]+ )?(?:more|fewer|longer|shorter|quicker|slower|faster) than (?:the |its |our |an? )?\d)"
)
"""A number in words of or than one in figures: two of the 14, six days shorter than the 25."""
_WORD_LISTED = re.compile(rf"(?i)(?:[,;:(–] ?|\b(?:and|with) )(?P<word>{'|'.join(NUMBER_WORDS)})(?= [a-z])")
_WORD_ALONE = re.compile(rf"(?i)(?<!-)\b(?P<word>{'|'.join(NUMBER_WORDS)})(?= [a-z]{{3,}}s?\b)")
_SHIFTS = {"million": 6, "mn": 6, "m": 6, "billion": 9, "bn": 9, "thousand": 3, "k": 3}
_NO_SUM = "".join(f"(?<!{word} )" for word in ("total", "add", "adds", "adding", "added"))
"""What adds up to a figure comes to it."""
_NO_NAME = "".join(f"(?<!{word} )" for word in ("the", "its", "our", "recommended", "approved", "agreed", "prudent"))
"""The minimum of £5m that was set is a figure of its own, a minimum of £5m leaves open how much it is."""
_HEDGES = (
    (
        Hedge.ABOUT,
        r"(?:about|around|circa|ca?\.?|approximately|approx\.?|some|roughly|estimated(?: at)?|in the region of|~)",
    ),
    (Hedge.OVER, rf"(?:over|more than|at least|in excess of|just over|exceeding|>|upwards of|{_NO_NAME}minimum of)"),
    (
        Hedge.UNDER,
        (
            rf"(?:nearly|almost|under|less than|just under|{_NO_SUM}up to|fewer than|<|at most|no more than"
            rf"|{_NO_NAME}maximum of)"
        ),
    ),
)
_BESIDE_NONE = r"(?:^|(?<![0-9])(?<![0-9][mk%])[\s(])"
"""No figure: in "£2m more than the £9m of last year" nothing is left open."""
_HEDGE = tuple((hedge, re.compile(rf"(?i){_BESIDE_NONE}{words}\s?(?:the |a )?$")) for hedge, words in _HEDGES)
HEDGE_CHARACTERS = 24


def figures_in(text: str) -> list[ProseFigure]:
    """The figures of a text, in their order."""
    if not _DIGIT.search(text):  # as in most cells of words, and by far the quickest
        return []
    masked = _masked(text)
    found = [*_written(text, masked), *_spelt(masked)]
    return sorted(found, key=lambda one: one.start)


def _masked(text: str) -> str:
    """The text with dates, years, codes and ordinals blotted out, each character by one."""
    for pattern in _MASKS:
        text = pattern.sub(lambda match: "¤" * len(match[0]), text)
    return text


def _written(text: str, masked: str) -> Iterator[ProseFigure]:
    for match in _FIGURE.finditer(masked):
        suffix = (match["suffix"] or "").strip().casefold()
        if suffix == "m" and not match["currency"] and "." not in match["number"] and match["suffix"].startswith(" "):
            suffix = ""  # 25 m is a length
        shift = _SHIFTS.get(suffix, 0)
        read = read_figure(match["number"])
        if read is None:
            continue
        value = Decimal(f"{read.value.scaleb(shift):f}")
        unit = Unit.PERCENT if match["percent"] else Unit.MONEY if match["currency"] else Unit.COUNT
        decimals = len(match["number"].partition(".")[2])
        is_exact = not suffix and not decimals and unit is not Unit.PERCENT
        half = Decimal(0) if is_exact else Decimal(5).scaleb(shift - decimals - 1)
        value = -value if match["sign"] else value
        is_more = text.startswith("+", match.end())
        hedge = Hedge.OVER if is_more else _hedge(text[max(0, match.start() - HEDGE_CHARACTERS) : match.start()])
        start = match.start()
        yield ProseFigure(text[start : match.end()].strip(), value, half, unit, hedge, start, match.end())


def _spelt(masked: str) -> Iterator[ProseFigure]:
    for match in _WORD.finditer(masked):
        value = Decimal(NUMBER_WORDS[match[0].casefold()])
        yield ProseFigure(match[0], value, Decimal(0), Unit.COUNT, Hedge.NONE, match.start(), match.end(), is_word=True)


def counts_in_words(text: str, start: int = 0, *, is_listed: bool = True) -> list[ProseFigure]:
    """The small counts of a list that are written as words: 79 were approved and two refused; or, unless `is_listed`,
    all of them. `start` is the place of the text in a longer one.
    """
    pattern = _WORD_LISTED if is_listed else _WORD_ALONE
    found = ((match["word"], start + match.start("word")) for match in pattern.finditer(text))
    return [
        ProseFigure(
            word, Decimal(NUMBER_WORDS[word.casefold()]), Decimal(0), Unit.COUNT, Hedge.NONE, at, at + len(word), True
        )
        for word, at in found
    ]


def _hedge(before: str) -> Hedge:
    return next((hedge for hedge, pattern in _HEDGE if pattern.search(before)), Hedge.NONE)
