"""Runs checks: verdicts for every row, counted; and the rows whose verdict somebody must see."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import cached_property, partial, reduce

from msgspec import Struct, field
from msgspec.structs import replace

from budget_monitor.evaluate.engines import Frame, Row
from budget_monitor.evaluate.engines.expr import Expr, col, lit
from budget_monitor.evaluate.engines.frames import LONG_FRAME_ROWS, Frames
from budget_monitor.evaluate.lookups.attach import Attached, Selection, attach
from budget_monitor.evaluate.truths.truth import Mode, Truth
from budget_monitor.evaluate.verdicts.lost_rows import lacking, not_read
from budget_monitor.model.checks.rule import OnMissing, Pair
from budget_monitor.model.ledgers.ledger import AUTHORITY, LINE
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.rules.compiled import Run

MAX_ROWS_LISTED = 2_000
"""The most rows of one check and verdict that are looked at one by one; all are counted. A column in the wrong unit
breaks a million rows in the same way, and nobody reads a million findings."""
FEW_ROWS_LISTED = 20
"""The most of a check where other checks have filled the report already: see `Judged.few`."""

EXACT, WITHIN_ROUNDING, FAIL, UNDECIDED, NOTHING_TO_COMPARE, NOT_APPLICABLE = range(6)

VERDICTS: Mapping[int, Verdict] = {
    EXACT: Verdict.EXACT,
    WITHIN_ROUNDING: Verdict.WITHIN_ROUNDING,
    FAIL: Verdict.FAIL,
    UNDECIDED: Verdict.UNDECIDED,
    NOTHING_TO_COMPARE: Verdict.UNDECIDED,
}


class CheckColumns(Struct, frozen=True):
    """The columns of a judged frame that decide one check's verdict; a name is empty where nothing varies.

    `holds` and `possible` are the truths of its condition, `applies` whether it applies to the row at all. With
    `not_read`, which says so in words, it takes in rows of which some could not be read: nothing can be told then.
    Of `lacking`, columns that are null where the other side is not there, the other side may be what was not read.
    """

    holds: str
    possible: str
    applies: str
    not_read: str = ""
    lacking: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The columns there are."""
        return [name for name in (self.holds, self.possible, self.applies) if name]


class Judged:
    """A run after its checks were made. `absent` lists, by check, the columns that are null where the other side of
    a tie does not exist.

    The rows of a short run are brought here, whatever computed them. A long one stays where it is: an eager engine
    lets it go once it is counted, unless some of its rows are wanted, and makes it anew if the search for culprits
    asks for it; a lazy one computes no more of it than is asked for.
    """

    def __init__(
        self, frames: Frames, run: Run, attached: Attached, checks: tuple[CheckColumns, ...],
        absent: tuple[tuple[str, ...], ...], made: Sequence[Sequence[Expr]],
        attach_again: Callable[[], Attached | None],
    ) -> None:  # fmt: skip
        self.run = run
        self.attached = attached
        self.checks = checks
        self.absent = absent
        self._frames = frames
        self._made = made
        self._attach_again = attach_again
        self._kept: Frame | None = self._computed(attached)
        self._is_long = not self._kept.is_in_memory
        self.few: set[tuple[int, int]] = set()
        """The checks, by place, with the codes of which only a few rows are listed."""

    @property
    def frame(self) -> Frame:
        """Every row with its atoms and truths."""
        if self._is_long:
            self._settle()
        if self._kept is not None:
            return self._kept
        attached = self._attach_again()
        if attached is None:
            raise LookupError(f"{self.run.rule.id} has lost its rows")  # the ledgers never change under a check
        return self._computed(attached)

    def _computed(self, attached: Attached) -> Frame:
        frame = attached.frame
        for step in self._made:
            frame = frame.with_columns(*step) if step else frame
        return self._frames.computed(frame, self.run.schema.name)

    def _settle(self) -> None:
        """Rows are going to be looked up, again and again: what a join or a sum has made is made once."""
        self._is_long = False
        assert self._kept is not None
        if self.number <= LONG_FRAME_ROWS:
            self._kept = self._kept.to_memory()
        elif self.attached.counted:
            self._kept = self._frames.engine.computed(self._kept)

    @property
    def number(self) -> int:
        """How many rows there are, including those that a check does not apply to."""
        return self._tallied[1]

    def of_check(self, place: int, run: Run) -> Judged:
        """The same rows judged by one check alone, which is that of `run`."""
        other = copy(self)
        other.run, other.checks, other.absent = run, (self.checks[place],), (self.absent[place],)
        other.__dict__.pop("counts", None)
        other.__dict__.pop("_tallied", None)
        return other

    def with_codes(self, by: Sequence[str]) -> Counter[tuple[tuple[object, ...], tuple[int, ...]]]:
        """How many rows have the same of some columns and the same codes, one for each check."""
        truths = [name for columns in self.checks for name in columns.names]
        absent = dict.fromkeys(name for names in self.absent for name in names)
        nulls = [col(name).is_null().alias(f"{name}_null") for name in absent]
        assert self._kept is not None
        found: Counter[tuple[tuple[object, ...], tuple[int, ...]]] = Counter()
        for group, number in self._kept.select(*truths, *nulls, *by).counted():
            codes = []
            for place, columns in enumerate(self.checks):
                nothing = any(group[f"{absence}_null"] for absence in self.absent[place])
                codes.append(self.code_of(columns, group, partial(_is_absent, group), nothing=nothing))
            found[tuple(group.get(name) for name in by), tuple(codes)] += number
        return found

    def forget(self, wanted: frozenset[int]) -> None:
        """Drops a large frame of which no row is wanted."""
        unwanted = all(wanted.isdisjoint(counts) for counts in self.counts)
        if unwanted and self.number > LONG_FRAME_ROWS and self._frames.engine.is_eager:
            self._kept = None
            self.attached = replace(self.attached, frame=self.attached.frame.filter(col(LINE) < 0))

    @cached_property
    def counts(self) -> list[Counter[int]]:
        """For each check, how many rows have each code; rows it does not apply to are not counted."""
        return [sum(counts.values(), Counter[int]()) for counts in self.counts_by_authority]

    @property
    def counts_by_authority(self) -> list[Mapping[str, Counter[int]]]:
        """The same for each authority; all are of one without a name where the set has no authorities."""
        return self._tallied[0]

    @cached_property
    def _tallied(self) -> tuple[list[Mapping[str, Counter[int]]], int]:
        authority = [AUTHORITY] if Pair(AUTHORITY, AUTHORITY) in self.attached.by else []
        counts: list[dict[str, Counter[int]]] = [{} for _ in self.checks]
        rows = 0
        for (whose, codes), number in self.with_codes(authority).items():
            rows += number
            name = str(whose[0] or "") if whose else ""
            for place, code in enumerate(codes):
                if code != NOT_APPLICABLE:
                    counts[place].setdefault(name, Counter())[code] += number
        return list(counts), rows

    def code(self, place: int, row: Row) -> int:
        """The code of one row for one check."""
        nothing = any(row[name] is None for name in self.absent[place])
        return self.code_of(self.checks[place], row, lambda name: row[name] is None, nothing=nothing)

    def not_read(self, place: int, row: Row) -> str:
        """What could not be read and may belong to a row's check, in words; empty where nothing is lacking."""
        columns = self.checks[place]
        return columns.not_read or next((said for name, said in columns.lacking.items() if row[name] is None), "")

    def code_of(self, columns: CheckColumns, row: Row, absent: Callable[[str], bool], *, nothing: bool) -> int:
        """A verdict from the truths. What cannot be told is undecided, whatever the reason."""
        if columns.applies and row[columns.applies] is False:
            return NOT_APPLICABLE
        if columns.not_read or any(absent(name) for name in columns.lacking):
            return UNDECIDED
        holds = row[columns.holds]
        possible = row[columns.possible] if columns.possible else holds
        if holds is True:
            return EXACT
        if possible is False:
            return FAIL
        if holds is None or possible is None:
            if not nothing:
                return UNDECIDED
            return NOTHING_TO_COMPARE if self.run.on_missing is OnMissing.SKIP else FAIL
        return WITHIN_ROUNDING

    def rows(self, place: int, codes: frozenset[int]) -> list[Row]:
        """The rows of some codes for one check, with all their atoms, in the order of their lines: all of them, or the
        first of each code, as many as are listed of it.
        """
        counts = self.counts[place]
        wanted = [code for code in sorted(codes) if counts[code]]
        if not wanted:
            return []
        most = min(self.most_listed(place, code) for code in wanted)
        together = [wanted] if sum(counts[code] for code in wanted) <= most else [[code] for code in wanted]
        rows: list[Row] = []
        for some in together:
            rows += self.of_code(place, *some).first(LINE, self.most_listed(place, some[0]))
        return sorted(rows, key=lambda row: int(row[LINE]))

    def most_listed(self, place: int, code: int) -> int:
        """How many rows of a code are listed of one check at most."""
        return FEW_ROWS_LISTED if (place, code) in self.few else MAX_ROWS_LISTED

    def of_code(self, place: int, *codes: int) -> Frame:
        """All rows of some codes for one check."""
        return self.frame.filter(reduce(operator.or_, (self._has_code(place, code) for code in codes)))

    def _has_code(self, place: int, code: int) -> Expr:
        """What is true of just the rows that `code_of` gives a code."""
        columns = self.checks[place]
        applies = col(columns.applies).fill_null(True) if columns.applies else lit(True)
        if columns.not_read:
            return applies if code == UNDECIDED else lit(False)
        lost = [col(name).is_null() for name in columns.lacking]
        found = self._has_truth(place, code)
        if lost:
            is_lost = reduce(operator.or_, lost)
            found = found | is_lost if code == UNDECIDED else found & ~is_lost
        return applies & found if columns.applies else found

    def _has_truth(self, place: int, code: int) -> Expr:
        """The same by the truths of the condition alone."""
        columns = self.checks[place]
        holds, possible = col(columns.holds), col(columns.possible or columns.holds)
        holding, failing = holds.fill_null(False), ~possible.fill_null(True)
        unknown = (holds.is_null() | possible.is_null()) & ~holding & ~failing
        absent = [col(name).is_null() for name in self.absent[place]]
        no_other_side = unknown & reduce(operator.or_, absent) if absent else None
        fails_without = self.run.on_missing is OnMissing.FAIL
        match code:
            case _ if code == EXACT:
                return holding
            case _ if code == WITHIN_ROUNDING:
                return ~holding & ~failing & ~unknown
            case _ if code == FAIL:
                found = ~holding & failing
                return found | no_other_side if no_other_side is not None and fails_without else found
            case _ if no_other_side is None:
                return unknown
            case _:
                return no_other_side if code == NOTHING_TO_COMPARE else unknown & ~no_other_side


def judge(frames: Frames, run: Run, selection: Selection) -> Judged | None:
    """Makes the checks of a run; None where its ledger has no row that the run is about."""
    attached = attach(frames, run, selection)
    if attached is None:
        return None
    truth = Truth(attached.columns, run.rule.tolerance, prepare=True)
    made: list[Expr] = []
    checks: list[CheckColumns] = []
    for number, check in enumerate(run.checks):
        exact = truth.is_exact(check.condition)
        columns = CheckColumns(
            f"__holds{number}", "" if exact else f"__possible{number}", f"__applies{number}" if check.applies else ""
        )
        made.append(truth.of(check.condition, Mode.HOLDS).alias(columns.holds))
        if columns.possible:
            made.append(truth.of(check.condition, Mode.POSSIBLE).alias(columns.possible))
        if check.applies is not None:
            made.append(truth.of(check.applies, Mode.HOLDS).alias(columns.applies))
        absent_rows = lacking(frames, run, check, attached.counted)
        checks.append(replace(columns, not_read=not_read(frames, run, check), lacking=absent_rows))
    absent = tuple(
        tuple(dict.fromkeys(attached.counted[atom] for atom in check.atoms if atom in attached.counted))
        for check in run.checks
    )
    again = partial(attach, frames, run, selection)
    return Judged(frames, run, attached, tuple(checks), absent, (truth.prepared, made), again)


def _is_absent(group: Row, name: str) -> bool:
    return bool(group[f"{name}_null"])
