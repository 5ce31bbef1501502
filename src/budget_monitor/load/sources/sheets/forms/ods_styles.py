"""The styles of a workbook in ods form: what number format each name stands for."""

from __future__ import annotations

from budget_monitor.load.sources.sheets.number_formats import GENERAL, NumberFormat
from budget_monitor.load.sources.sheets.sheet_xml import local_name

DIGITS_OF_A_THOUSAND = 4
_NUMBERS = ("number-style", "percentage-style", "currency-style", "date-style")


class OdsStyles:
    """Gathers styles from the XML that is gone through; `number` then tells that of a name."""

    def __init__(self) -> None:
        self.formats: list[NumberFormat] = [GENERAL]
        self._numbers: dict[str, int] = {}
        self._shown: dict[str, NumberFormat] = {}
        self._made_of: dict[str, tuple[str, str]] = {}
        self._name = ""
        self._now = GENERAL
        self._shows: set[str] = set()

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Takes note of a tag that begins."""
        tag = local_name(tag)
        if tag in _NUMBERS:
            self._name, self._shows = given.get("style:name", ""), set()
            self._now = NumberFormat(is_percent=tag == "percentage-style")
        elif tag == "number" and self._name:
            written = given.get("number:decimal-places")
            left_away = len(given.get("number:display-factor", "1").partition(".")[0]) // DIGITS_OF_A_THOUSAND
            self._now = NumberFormat(None if written is None else int(written), self._now.is_percent, left_away)
        elif tag in ("year", "month", "day"):
            self._shows.add(tag)
        elif tag == "style" and given.get("style:family") == "table-cell":
            name, parent = given.get("style:name", ""), given.get("style:parent-style-name", "")
            self._made_of[name] = (given.get("style:data-style-name", ""), parent)

    def end(self, tag: str) -> None:
        """Takes note of a tag that ends."""
        if local_name(tag) in _NUMBERS:
            is_month = self._shows == {"year", "month"}
            self._shown[self._name] = NumberFormat(is_month=True) if is_month else self._now
            self._name = ""

    def number(self, style: str) -> int:
        """The place in `formats` of what the cells of a style show."""
        if style not in self._numbers:
            shown = self._format(style)
            if shown not in self.formats:
                self.formats.append(shown)
            self._numbers[style] = self.formats.index(shown)
        return self._numbers[style]

    def _format(self, style: str) -> NumberFormat:
        seen: set[str] = set()
        while style in self._made_of and style not in seen:
            seen.add(style)
            shown, parent = self._made_of[style]
            if shown:
                return self._shown.get(shown, GENERAL)
            style = parent
        return GENERAL
