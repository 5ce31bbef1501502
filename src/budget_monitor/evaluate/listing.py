"""Which rows of a check are looked at one by one: the first ones, and those that acceptances name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from budget_monitor.evaluate.engines import Frame, Row
from budget_monitor.evaluate.engines.expr import Expr, col
from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.evaluate.lookups.keys import is_text, rows_of
from budget_monitor.evaluate.verdicts.run import FAIL, MAX_ROWS_LISTED, UNDECIDED, VERDICTS, Judged
from budget_monitor.model.ledgers.ledger import AUTHORITY, LINE, InputProblem, RowType
from budget_monitor.model.ledgers.names import folded
from budget_monitor.model.results.outcome import Finding, Verdict
from budget_monitor.model.results.review import Acceptance

_ACCEPTABLE = (FAIL, UNDECIDED)
_MORE = {
    Verdict.EXACT: "are exact",
    Verdict.WITHIN_ROUNDING: "are within rounding",
    Verdict.FAIL: "fail",
    Verdict.UNDECIDED: "are undecided",
}


MAX_LISTED_IN_ALL = 6_000
"""Findings of one verdict that are listed of all checks together; nobody reads more, and each takes its time."""


class Listing:
    """Chooses the rows of checks that somebody will read.

    Once `MAX_LISTED_IN_ALL` of a verdict are listed, of each further check the first few of it are.

    Where a check has more than are listed, those of the keys in `accepted` are found by the words of their keys, on
    whatever engine the ledger is: an acceptance does not lapse because much else is wrong.
    """

    def __init__(self, frames: Frames, accepted: Sequence[Acceptance]) -> None:
        self.frames = frames
        self.keys: dict[str, list[Mapping[str, str]]] = {}
        for entry in accepted:
            self.keys.setdefault(entry.rule, []).append(entry.key)
        self._listed: Counter[Verdict] = Counter()
        self.cut_off: set[str] = set()
        """The rules of which not every accepted row was found: there are too many, or their keys have no words."""

    def rows(self, judged: Judged, place: int, codes: frozenset[int]) -> list[Row]:
        """The rows of some codes of one check that are listed, in the order of their lines."""
        judged.few |= {(place, code) for code in codes if self._listed[VERDICTS[code]] >= MAX_LISTED_IN_ALL}
        rows = judged.rows(place, codes)
        counts = judged.counts[place]
        crowded = [code for code in codes if code in _ACCEPTABLE and counts[code] > judged.most_listed(place, code)]
        if not crowded or judged.run.rule.id not in self.keys:
            return rows
        known = {row[LINE] for row in rows}
        rows += [row for row in self._accepted(judged, place, crowded) if row[LINE] not in known]
        return sorted(rows, key=lambda row: int(row[LINE]))

    def problems(
        self, judged: Judged, place: int, codes: Collection[int], listed: Sequence[Finding]
    ) -> Iterator[InputProblem]:
        """A warning where a check has more rows of a verdict than are `listed` one by one; these count from now on."""
        whole = Counter[Verdict]()
        for code in codes:
            whole[VERDICTS[code]] += judged.counts[place][code]
        here = Counter(finding.verdict for finding in listed)
        self._listed += here
        whole.subtract(here)
        if beyond := ", ".join(f"{whole[verdict]:,} more {_MORE[verdict]}" for verdict in Verdict if whole[verdict]):
            run, table = judged.run, self.frames.table(judged.run.schema.name)
            message = f"rule {run.rule.id}: {beyond} than are listed one by one; all of them are counted"
            file = table.file if table is not None else run.schema.name
            yield InputProblem(file, 0, run.checks[place].column, "warning", "", message)

    def _accepted(self, judged: Judged, place: int, codes: Sequence[int]) -> list[Row]:
        lines = self._lines(judged)
        if lines is None:
            self.cut_off.add(judged.run.rule.id)
            return []
        found: list[Row] = []
        for code in codes:
            frame = judged.of_code(place, code)
            here = lines.moved_to(frame, self.frames.engine)
            rows = frame.join(here, [LINE], [LINE], inner=True).first(LINE, MAX_ROWS_LISTED + 1)
            if len(rows) > MAX_ROWS_LISTED:
                self.cut_off.add(judged.run.rule.id)
            found += rows[:MAX_ROWS_LISTED]
        return found

    def _lines(self, judged: Judged) -> Frame | None:
        """The lines of the rows that have the words of an accepted key; None where the keys have no words."""
        run = judged.run
        names = self._words(judged)
        if not names:
            return None
        keys = [{name: folded(text) for name, text in key.items()} for key in self.keys[run.rule.id]]
        columns = {f"__k{number}": [key.get(name, "") for key in keys] for number, name in enumerate(names)}
        picked: dict[str, str | Expr] = {
            made: col(name).fill_null("").lower() for made, name in zip(columns, names, strict=True)
        }
        frames = self.frames.for_joining(judged.frame, [run.schema.name])
        rows = rows_of(frames, run.schema.name, tuple(RowType), {LINE: LINE, **picked})
        wanted = frames.made(columns).with_columns(*(col(made).lower().alias(made) for made in columns))
        return rows.join(wanted.unique(list(columns)), list(columns), list(columns), inner=True).select(LINE)

    def _words(self, judged: Judged) -> list[str]:
        """The columns of a check's key that hold words, as they stand in the file."""
        schema, table = judged.run.schema, self.frames.table(judged.run.schema.name)
        assert table is not None
        key = [pair.own for pair in judged.attached.by] if judged.run.per_group else schema.key
        return [
            name
            for name in dict.fromkeys((AUTHORITY, *key))
            if name in table.headers
            and (name == AUTHORITY or (is_text(schema, name) and schema.columns[name].blank_means is None))
        ]
