"""The headers that a mapping names, found among those of a file: as texts, as column letters, or as patterns in which
`{period}` stands for any period; of a transposed table also as one of the rows that have the same text: `2nd row called
Total`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from budget_monitor.figures.headers import text_and_unit
from budget_monitor.model.ledgers.grid import column_number
from budget_monitor.model.ledgers.period import MONTHS, parse_financial_year, parse_period
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema, Unit

PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PLACE = re.compile(r"(?i)column ([A-Z]{1,3})|row ([0-9]{1,7})")
_WHICH = re.compile(r"(?i)([1-9][0-9]{0,4})(?:st|nd|rd|th) row called (.+)")
_DAY = re.compile(r"(?i)(?:\d{1,2} )?([a-z]{3,9})\.?[ \-/'’]*(?:\d{1,2}(?:st|nd|rd|th)?)?[, \-/'’]*(?:\d{2}|\d{4})?")
_ISO_DAY = re.compile(r"\d{4}-(\d{2})-\d{2}(?: .*)?")
_FOOTNOTE = re.compile(r"[*†‡]+$")


class Heading(Struct, frozen=True):
    """A column of a file: its header rows joined, and the last of them alone."""

    place: int
    text: str
    last: str


class Found(Struct, frozen=True):
    """A column of a file that feeds one of the ledger. `across` are the values that its header states."""

    column: str
    heading: Heading
    unit: Unit | None = None
    across: Mapping[str, str] = field(default_factory=dict)


class Template:
    """A header as a mapping names it."""

    def __init__(self, text: str, schema: LedgerSchema, values: Mapping[str, Mapping[str, str]]) -> None:
        self.text = text
        self.names = tuple(PLACEHOLDER.findall(text))
        self._place = place_named(text)
        self._which = _WHICH.fullmatch(text.strip())
        pieces = PLACEHOLDER.split(_tidy(text))
        self._pattern = re.compile(
            "".join(f"(?P<{piece}>.+?)" if at % 2 else re.escape(piece) for at, piece in enumerate(pieces)),
            re.IGNORECASE,
        )
        self._schema = schema
        self._values = values

    def found(self, column: str, headings: Sequence[Heading]) -> Iterator[Found]:
        """The columns that it names; for a header without a pattern, the first."""
        for heading in headings:
            if heading.place == self._place:
                yield Found(column, heading, text_and_unit(heading.text)[1])
                return
        if self._which is not None:
            name, at = _fold(_tidy(self._which[2])), int(self._which[1]) - 1
            same = [one for one in headings if _fold(_tidy(one.last or one.text)) == name]
            yield from (Found(column, one, text_and_unit(one.text)[1]) for one in same[at : at + 1])
            return
        for texts in ([one.text for one in headings], [one.last for one in headings]):
            together = zip(headings, texts, strict=True)
            some = [found for heading, text in together if (found := self._one(column, heading, text))]
            if some:
                yield from some if self.names else some[:1]
                return

    def unfit(self, heading: Heading) -> str:
        """The column of whose values none stands in a header that the pattern fits; empty where it does not fit."""
        for text in (heading.text, heading.last):
            if match := self._pattern.fullmatch(_tidy(text_and_unit(text)[0])):
                return next((name for name in self.names if not self._value(name, match[name])), "")
        return ""

    def likened(self, headings: Sequence[Heading]) -> list[str]:
        """The headers of a table as a pattern like this would be written for them: `Q1 Budget` as `{period} Budget`."""
        found = dict.fromkeys(_tidy(text_and_unit(heading.text)[0]) for heading in headings)
        for name in self.names:
            for words in [text.split() for text in found]:
                values = [at for at, word in enumerate(words) if self._value(name, word)]
                found |= dict.fromkeys(" ".join([*words[:at], f"{{{name}}}", *words[at + 1 :]]) for at in values)
        return list(found)

    def _one(self, column: str, heading: Heading, text: str) -> Found | None:
        bare, unit = text_and_unit(text)
        for one in (text, bare):
            match = self._pattern.fullmatch(_tidy(one))
            if match is None:
                continue
            across = {name: self._value(name, match[name]) for name in self.names}
            if all(across.values()):
                said = unit or text_and_unit(heading.text)[1]
                return Found(column, heading, said, {name: str(value) for name, value in across.items()})
        return None

    def _value(self, name: str, text: str) -> str | None:
        """What a piece of a header stands for in the ledger's column; None where it can be no value of it."""
        text = text.strip()
        translated = {_fold(key): value for key, value in self._values.get(name, {}).items()}
        if _fold(text) in translated:
            return translated[_fold(text)]
        kind = self._schema.columns[name].type if name in self._schema.columns else ColumnType.TEXT
        if kind is ColumnType.PERIOD:
            return text if parse_period(text) else month_in(text)
        if kind is ColumnType.FINANCIAL_YEAR:
            return text if parse_financial_year(text) else None
        if kind is ColumnType.INTEGER:
            return text if text.isdecimal() else None
        return None if kind.is_numeric else text


def place_named(text: str) -> int | None:
    """The column, or of a transposed table the row, that a header is named by: `column D`, `row 4`; from 0."""
    named = _PLACE.fullmatch(text.strip())
    if named is None:
        return None
    return column_number(named[1].upper()) if named[1] else int(named[2]) - 1


def month_in(text: str) -> str | None:
    """The month that a header names by a day or a year of it: `31 July`, `Jul-26`, `2026-07-31`."""
    if iso := _ISO_DAY.fullmatch(text):
        month = int(iso[1])
        return MONTHS[month - 1].capitalize() if 1 <= month <= len(MONTHS) else None
    if day := _DAY.fullmatch(text):
        word = day[1].casefold()
        found = [month for month in MONTHS if month.startswith(word) or (word == "sept" and month == "september")]
        return found[0].capitalize() if len(found) == 1 else None
    return None


def _tidy(text: str) -> str:
    return _FOOTNOTE.sub("", " ".join(text.split())).strip()


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
