"""A ledger set with something changed in it, and which equations no longer hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property

from draft import Draft, Equation, Place, Ratio, reading


class Variant:
    """The printed cells of a draft, some retyped, some rows gone or typed twice."""

    def __init__(self, draft: Draft, texts: Mapping[str, list[list[str]]]) -> None:
        self.draft = draft
        self.clean = texts
        self.retyped: dict[Place, str] = {}
        self.gone: set[tuple[str, int]] = set()
        self.doubled: set[tuple[str, int]] = set()

    def text(self, place: Place) -> str:
        """What a cell says."""
        return self.retyped.get(place, self.printed(place))

    def printed(self, place: Place) -> str:
        """What a cell said before."""
        return self.clean[place.ledger][place.row][self._columns[place.ledger][place.column]]

    def value(self, place: Place, *, clean: bool = False) -> tuple[Fraction, Fraction] | None:
        """What a cell means and half its unit, in pounds."""
        text = self.printed(place) if clean else self.text(place)
        return reading(text, self.draft.style.unit, plain=place.ledger == "performance_measures")

    def put(self, place: Place, text: str) -> None:
        """Types something else into a cell."""
        self.retyped[place] = text

    def texts(self) -> dict[str, list[list[str]]]:
        """All cells, as they are to be written."""
        written = dict(self.clean)
        changed = {place.ledger for place in self.retyped} | {ledger for ledger, _ in self.gone | self.doubled}
        for ledger in changed:
            rows = [list(row) for row in self.clean[ledger]]
            for place, text in self.retyped.items():
                if place.ledger == ledger:
                    rows[place.row][self._columns[ledger][place.column]] = text
            written[ledger] = [rows[number] for number in self.order(ledger)]
        return written

    def order(self, ledger: str) -> list[int]:
        """The rows in the order of the file."""
        found = []
        for number in range(len(self.clean[ledger])):
            if (ledger, number) not in self.gone:
                found += [number] * (2 if (ledger, number) in self.doubled else 1)
        return found

    def place(self, file: str, line: int, column: str) -> Place:
        """The cell at a physical line of a file."""
        ledger = file.removesuffix(".csv")
        return Place(ledger, self.order(ledger)[line - 2], column)

    def line(self, place: Place) -> int:
        """The physical line of a cell."""
        return self.order(place.ledger).index(place.row) + 2

    def touched(self) -> list[Equation | Ratio]:
        """The equations that what was changed takes part in."""
        places: dict[Place, None] = dict.fromkeys(self.retyped)
        for ledger, row in (*self.gone, *self.doubled):
            places |= dict.fromkeys(Place(ledger, row, column) for column in self.draft.rows[ledger][row].amounts)
        found = {id(one): one for place in places for one in self.draft.by_place.get(place, ())}
        return list(found.values())

    def broken(self, equations: Iterable[Equation | Ratio] | None = None) -> list[Equation | Ratio]:
        """Those equations (of the touched ones) that no unrounded figures could satisfy."""
        return [one for one in (self.touched() if equations is None else equations) if not self.holds(one)]

    def holds(self, equation: Equation | Ratio) -> bool:
        """Whether an equation holds within rounding; one that a blank or a lost row leaves open counts as holding."""
        if not equation.own.isdisjoint(self.gone):
            return True
        if isinstance(equation, Ratio):
            return self._ratio_holds(equation)
        gap = allowed = Fraction(0)
        for place, coefficient in equation.terms.items():
            row = place.ledger, place.row
            read = self.value(place)
            if read is None:
                return True
            times = 0 if row in self.gone else 2 if row in self.doubled and row not in equation.own else 1
            gap += coefficient * read[0] * times
            allowed += abs(coefficient) * read[1] * times
        return abs(gap) <= allowed

    def _ratio_holds(self, ratio: Ratio) -> bool:
        read = [self.value(place) for place in (ratio.value, ratio.numerator, ratio.denominator)]
        if any(one is None for one in read):
            return True
        (value, half), (numerator, _), (denominator, _) = (one for one in read if one)
        return not denominator or abs(value - 100 * numerator / denominator) <= half

    @cached_property
    def _columns(self) -> Mapping[str, Mapping[str, int]]:
        return {ledger: {name: at for at, name in enumerate(self.draft.header(ledger))} for ledger in self.clean}
