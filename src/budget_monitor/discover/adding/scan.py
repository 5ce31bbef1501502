"""Rows that are sums of the rows beside them: one pass over a stack of open rows, for all columns at once.

Each row in turn is compared with the sums of the last one, two, three … open rows. Where one fits in nearly every
column, those rows are its terms: they leave the stack and their total takes their place. So totals of totals are
found in the same pass, however deep they nest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection

import numpy as np

from budget_monitor.discover.adding.arithmetic import cancelling, likely_gap, signs_of, steps_of
from budget_monitor.discover.adding.identity import Identity
from budget_monitor.discover.belief.shapes import MIN_TOTAL_TO_A_NEAR_GAP
from budget_monitor.discover.labels import is_average
from budget_monitor.discover.matrix import Mask, Matrix, Whole

MIN_COVERAGE = 0.7
"""The share of the informative columns (those in which the sum is not trivial) in which it must hold."""
MIN_COVERAGE_OF_TOTALS = 0.5
"""The same for a row that is called a total."""
MAX_CHANCE = 0.005
"""How many fitting sums chance alone may lead one to expect, for a row that is not called a total."""
MAX_CHANCE_IN_ONE_OF_TWO = 1e-3
"""The same where a sum holds in one of two columns, or in two of three: the figures of one year have a slip."""
FEW_COLUMNS = 3
ROWS_OF_A_PAGE = 100
"""A longer table gives chance as many times more rows to fit."""
MAX_COLUMNS_SIFTED = 4
"""Columns in which a candidate is looked for before it is tried in all."""
MAX_SIGNED_TERMS = 4
"""The most open rows that are tried with every sign."""
MIN_PARTS_OF_A_DIFFERENCE = 3
"""Figures whose differences are less than one part in this many are alike: years, numbers of rooms, marks."""
MIN_TERMS = 2
MIN_HELD_TO_EXCUSE = 2
"""Columns in which a sum must hold before a blank is why it does not in another."""
MIN_HALVES_OF_A_TERM = 3
"""A term tells something if it is larger than so many halves of its last digit."""
MAX_TERMS_OF_UNNAMED = 2_000
"""The most lines above it that a row may be the sum of, unless it is called a total."""


class Scan:
    """One pass down a matrix. `additive` leaves out columns that do not add up, such as rates.

    With `signed` rows are also tried as differences of those before them, but for those `passed_over`; with
    `only_totals` no row is taken for a sum that is not called a total. In a table that `is_typed` half of the columns
    are enough for any row: in the others there may be a slip.
    """

    def __init__(
        self,
        matrix: Matrix,
        additive: Mask,
        *,
        signed: bool,
        is_typed: bool = False,
        passed_over: Collection[int] = (),
        only_totals: bool = False,
    ) -> None:
        self.matrix = matrix
        self._is_signed = signed
        self._passed_over = passed_over
        self._only_totals = only_totals
        self._is_typed = is_typed
        self._additive = additive
        rows, columns = matrix.values.shape
        kind = matrix.values.dtype
        self._open: list[int] = []
        self._open_totals: list[int] = []
        """The places among the open rows of those that are called totals."""
        self._sums = np.zeros((columns, rows + 1), kind)
        self._halves = np.zeros((columns, rows + 1), kind)
        self._squares = np.zeros((columns, rows + 1))
        self._squares_of = matrix.halves.astype(float) ** 2
        self._tells = matrix.known & additive & (matrix.values != 0)
        self.found: list[Identity] = []
        self.unfound: list[int] = []
        """Rows called totals that nothing adds up to."""
        self._natural = {0}
        self._steps = steps_of(matrix)
        self._pages = max(1.0, rows / ROWS_OF_A_PAGE)

    def run(self) -> None:
        """Goes through all rows."""
        for row in range(len(self.matrix.rows)):
            if self.matrix.effort.is_over:
                return
            if self.matrix.starts[row]:
                self._natural.add(len(self._open))
            self._take(row)

    def _take(self, row: int) -> None:
        is_total = self.matrix.rows[row].is_total
        if is_average(self.matrix.rows[row].label):
            return
        has_terms = len(self._open) >= MIN_TERMS
        identity = (self._plain(row, is_total) or self._signed(row, is_total)) if has_terms else None
        if identity is not None:
            self.found.append(identity)
            self._close(self._open.index(identity.terms[0][0]))
        elif is_total and not self._close_copy(row):
            self.unfound.append(row)
        self._push(row)
        if is_total:
            self._natural.add(len(self._open))

    def _push(self, row: int) -> None:
        n = len(self._open)
        self._sums[:, n + 1] = self._sums[:, n] + self.matrix.values[row]
        self._halves[:, n + 1] = self._halves[:, n] + self.matrix.halves[row]
        self._squares[:, n + 1] = self._squares[:, n] + self._squares_of[row]
        self._open.append(row)
        if self.matrix.rows[row].is_total:
            self._open_totals.append(n)

    def _close(self, length: int) -> None:
        del self._open[length:]
        del self._open_totals[bisect_left(self._open_totals, length) :]
        self._natural = {one for one in self._natural if one <= length}

    def _close_copy(self, row: int) -> bool:
        """A total of one line, beside which others are nil, repeats it, which proves nothing; but the line is not to be
        counted again.
        """
        values, known = self.matrix.values, self.matrix.known[row]
        nil = 0
        while nil < len(self._open) and not values[self._open[-1 - nil], known].any():
            nil += 1
        start = len(self._open) - nil - 1
        if start < 0 or not known.any():
            return False
        last = self._open[start]
        if self.matrix.rows[last].is_total and start not in self._natural:
            return False
        if not (values[last] == values[row])[known].all():
            return False
        self._close(start)
        return True

    def _plain(self, row: int, is_total: bool) -> Identity | None:
        n = len(self._open)
        if self._only_totals and not is_total:
            return None
        telling = self._telling(row)
        if not len(telling):
            return None
        sifted = telling[np.argsort(-np.abs(self.matrix.values[row, telling]), kind="stable")][:MAX_COLUMNS_SIFTED]
        first = 0 if is_total else max(0, n - 1 - MAX_TERMS_OF_UNNAMED)
        fits = self._fits(row, sifted, slice(first, n - 1)).any(axis=0)
        starts = (first + np.flatnonzero(fits)[::-1]).tolist()
        best: Identity | None = None
        for start in sorted(starts, key=lambda one: one not in self._natural):
            if self.matrix.effort.is_over:
                break
            identity = self.identity(row, [(one, 1) for one in self._open[start:]], self._ways(start))
            if self._is_believed(identity, is_total) and (best is None or identity.is_rather_meant_than(best)):
                best = identity
            if best is not None and best.strength == len(telling):
                break
        return self._of_totals(row, best) or best

    def _of_totals(self, row: int, found: Identity | None) -> Identity | None:
        """A row as the sum of the totals before it alone, where that holds everywhere and the sum of all rows does not:
        some lines were never added up, since only their total was filled in.
        """
        totals = self._open_totals
        if found is not None and found.strength == found.says.sum():
            return None
        if not MIN_TERMS < len(totals) < len(self._open):
            return None
        one = self.identity(row, [(self._open[at], 1) for at in totals], len(self._open))
        is_better = found is None or one.strength > found.strength
        return one if is_better and one.strength == one.says.sum() and one.chance <= MAX_CHANCE else None

    def _ways(self, start: int) -> int:
        """How many sums of a run could have been taken as well: two where a run begins by itself, else all."""
        return 2 if start in self._natural else len(self._open)

    def _telling(self, row: int) -> Whole:
        return np.flatnonzero(self._tells[row])

    def _fits(self, row: int, columns: Whole, starts: slice) -> Mask:
        n = len(self._open)
        values, halves = self.matrix.values[row, columns], self.matrix.halves[row, columns]
        gap = np.abs(self._sums[columns, starts] - (self._sums[columns, n] - values)[:, None])
        allowed = (self._halves[columns, n] + halves)[:, None] - self._halves[columns, starts]
        fits: Mask = gap <= allowed
        if fits.any():
            squares = (self._squares[columns, n] + halves.astype(float) ** 2)[:, None] - self._squares[columns, starts]
            fits &= gap <= likely_gap(squares)
        return fits

    def _signed(self, row: int, is_total: bool) -> Identity | None:
        """Income less expenditure, opening less payments: the last open rows with every sign."""
        is_tried = self._is_signed and row not in self._passed_over
        columns = self._telling(row)[:MAX_COLUMNS_SIFTED] if is_tried else ()
        if not len(columns):
            return None
        last = self._open[-MAX_SIGNED_TERMS:]
        values, halves = (every[[*last, row]][:, columns] for every in (self.matrix.values, self.matrix.halves))
        for count in range(MIN_TERMS, len(last) + 1):
            rows, signs = last[-count:], signs_of(count)
            gaps = np.abs(values[-1] - signs @ values[-1 - count : -1])
            best: Identity | None = None
            for place in np.flatnonzero((gaps <= halves[-1 - count :].sum(axis=0)).any(axis=1)):
                if not is_total and (signs[place] < 0).all():
                    continue  # the last line of a table whose whole is nil is no sum of all before it, turned round
                terms = [(one, int(sign)) for one, sign in zip(rows, signs[place], strict=True)]
                identity = self.identity(row, terms, 2**count)
                if self._is_believed(identity, is_total) and identity.chance <= MAX_CHANCE:
                    # where both sides are equal and nothing is left, either may be taken from the other
                    best = identity if best is None or identity.strength > best.strength else best
            if best is not None:
                return best
        return None

    def identity(self, row: int, terms: list[tuple[int, int]], ways: int) -> Identity:
        """A row as the sum of others, each with its sign, where so many sums could have been taken as well."""
        matrix = self.matrix
        rows = [one for one, _ in terms]
        signs = np.array([sign for _, sign in terms], matrix.values.dtype)[:, None]
        values = matrix.values[rows]
        gap = matrix.values[row] - (values * signs).sum(axis=0)
        allowed = matrix.halves[row] + matrix.halves[rows].sum(axis=0)
        squares = (matrix.halves[[row, *rows]].astype(float) ** 2).sum(axis=0)
        holds = matrix.known[row] & (np.abs(gap) <= allowed) & (np.abs(gap) <= likely_gap(squares))
        # a term that rounding hides tells nothing: 1 + 40,000 is 40,000
        told = np.abs(values) > MIN_HALVES_OF_A_TERM * matrix.halves[rows]
        filled = told.sum(axis=0)
        says = matrix.known[row] & self._additive & (~holds | (filled >= MIN_TERMS))
        if matrix.rows[row].is_total and self._take_turns(told, holds & (filled == 1)):
            says |= holds & self._additive & (filled > 0)
        says &= holds | ((filled > 0) & ~matrix.rates)
        if len(terms) > MIN_TERMS and signs.min() < 0:
            says &= ~(holds & cancelling(values * signs))
        near = MIN_TOTAL_TO_A_NEAR_GAP * np.abs(gap) <= np.abs(matrix.values[row])
        sizes = np.abs(matrix.values[row])
        if len(terms) > MIN_TERMS and signs.min() < 0:  # 2014 = 2013 + 2012 - 2011: figures alike differ by little
            spread = np.ptp(matrix.values[[row, *rows]], axis=0)
            sizes = np.where(MIN_PARTS_OF_A_DIFFERENCE * spread < sizes, spread, sizes)
        chance = ways * self._pages * self._chance(row, holds & says, allowed, sizes)
        return Identity(row, tuple(terms), holds, says, near, chance)

    def _take_turns(self, filled: Mask, single: Mask) -> bool:
        """True if in some columns only one line is filled, and not always the same: then these are evidence too."""
        return int(filled[:, single].any(axis=1).sum()) >= MIN_TERMS

    def _chance(self, row: int, columns: Mask, allowed: Whole, sizes: Whole) -> float:
        """How likely figures of these sizes would be met within rounding in all these columns by chance."""
        if not columns.any():
            return 1.0
        # columns that repeat a figure say nothing new
        _, once = np.unique(self.matrix.values[row, columns], return_index=True)
        size = sizes[columns][once].astype(float)
        window = (2 * allowed[columns] + self._steps[columns])[once].astype(float)
        return float(np.exp(np.log(np.minimum(1.0, window / np.maximum(size, 1.0))).sum()))

    def _is_believed(self, identity: Identity, is_total: bool) -> bool:
        said = int(identity.says.sum()) - self._excused(identity, is_total=is_total)
        if not identity.strength:
            return False
        if is_total:
            return identity.strength >= MIN_COVERAGE_OF_TOTALS * said and not self._is_of_rounding(identity)
        is_half = said <= FEW_COLUMNS and identity.chance <= MAX_CHANCE_IN_ONE_OF_TWO
        is_half &= not identity.is_signed or said == FEW_COLUMNS
        coverage = MIN_COVERAGE_OF_TOTALS if self._is_typed or is_half else MIN_COVERAGE
        return identity.strength >= coverage * said and identity.chance <= MAX_CHANCE

    def _is_of_rounding(self, identity: Identity) -> bool:
        """True if rounding alone would give the total in all columns but one: then any lines as many would fit."""
        columns, rows = identity.holds & identity.says, [identity.target, *(row for row, _ in identity.terms)]
        allowed, sizes = self.matrix.halves[rows].sum(axis=0), np.abs(self.matrix.values[identity.target])
        within = int((np.asarray(2 * allowed >= sizes) & columns).sum())
        return bool(allowed.any()) and within >= max(MIN_TERMS, identity.strength - 1)

    def _excused(self, identity: Identity, *, is_total: bool) -> int:
        """1 where a sum that holds in several columns does not in one in which one of its lines is blank: a figure that
        was never typed speaks against no sum. All such columns of what is called a total and surely is one.
        """
        is_sure = is_total and identity.chance <= MAX_CHANCE_IN_ONE_OF_TWO
        if identity.strength < MIN_HELD_TO_EXCUSE and not is_sure:
            return 0
        known = self.matrix.known[[row for row, _ in identity.terms]]
        off = np.flatnonzero(identity.says & ~identity.holds)
        blank = int(((~known[:, off]).sum(axis=0) == 1).sum())
        return blank if is_sure else min(blank, 1)
