"""What a report tells, in words: one view that the terminal, and every format for people, writes in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from budget_monitor.model.cell import Cell, CellRef, Kind
from budget_monitor.model.correction import Alternative, CellChange, Certainty, Correction
from budget_monitor.model.money import figure_text
from budget_monitor.model.numbered import Numbered, contents
from budget_monitor.model.outcome import Finding, Outcome, Report, Verdict
from budget_monitor.render.text.arithmetic import Step, steps
from budget_monitor.render.text.words import gap_text, place_text, plural, value_text

MAX_STEPS_IN_A_SENTENCE = 6
"""Figures of a sum that are written out in one sentence; of more lines their sum alone is."""
MAX_ALTERNATIVES_TOLD = 3
MIN_CHARACTERS_OF_A_PART = 12
"""So much of each part of a label is kept."""
MAX_CELLS_TOLD = 4
"""Figures of one correction that are told one by one."""

KIND_WORDS = {
    Kind.UNEXPLAINED: "no slip of the pen explains it",
    Kind.DIGIT_MISTYPED: "one digit mistyped",
    Kind.DIGIT_DROPPED: "a digit left out",
    Kind.DIGIT_ADDED: "a digit too many",
    Kind.SCALE_SLIP: "in another unit, or a nought too many or too few",
    Kind.COLUMNS_SWAPPED: "two columns exchanged",
    Kind.LINE_OMITTED: "the total leaves out a line",
    Kind.LINE_COUNTED_TWICE: "the total takes a line twice",
    Kind.SUBTOTAL_COUNTED_AS_LINE: "a sub-total counted as a line",
    Kind.CUMULATIVE_IN_PERIOD_COLUMN: "running totals in place of the period's own amounts",
    Kind.STALE_FIGURE: "last period's figure left standing",
    Kind.TRUNCATED_NOT_ROUNDED: "cut off, not rounded",
    Kind.LINE_MISSING: "a line is missing",
    Kind.LINE_TYPED_TWICE: "a line stands twice",
    Kind.WRONG_GROUP: "a line stands in the wrong group",
    Kind.ONE_SIDED: "the other side is missing",
    Kind.SIGN_CONVENTION: "the column has its sign reversed",
    Kind.UNIT_OF_COLUMN: "the column is in another unit",
}
"""A kind of slip in a few words; the others are their own names."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell and what to type there: `I4`, `closing`, `3130`, `1330`. `then` is empty where it cannot be told."""

    address: str
    column: str
    now: str
    then: str

    def text(self) -> str:
        """`3130 → 1330`; a line that goes or comes has only one of them."""
        if not self.then:
            return self.now
        return f"{self.now} → {self.then}" if self.now else self.then


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered thing to put right: where, what to type, which row it is, why, and what else would do."""

    number: int
    file: str
    changes: tuple[Change, ...]
    what: str
    label: str
    why: str
    less_likely: str = ""
    more_cells: int = 0
    steps: tuple[Step, ...] = ()
    is_unexplained: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One numbered line: a restatement or a notice, with its place."""

    number: int
    place: str
    text: str
    label: str


def items_of(report: Report) -> list[Item]:
    """What is to be put right, numbered, the likeliest first."""
    return [_item(one) for one in contents(report).put_right]


def _item(entry: Numbered) -> Item:
    finding, correction = entry.findings[0], entry.correction
    if correction is None:
        ref = finding.place
        column = ref.column or finding.rule
        place = Change(_where(ref), column, "", "")
        return Item(
            entry.number, ref.file, (place,), finding.rule, finding.label, sentence(finding), is_unexplained=True
        )
    file = correction.cells[0].cell.ref.file if correction.cells else finding.place.file
    changes = tuple(_change(one, correction, file) for one in correction.cells[:MAX_CELLS_TOLD])
    return Item(
        entry.number, file, changes, _what(correction), correction.label or finding.label,
        _why(correction, entry.findings), _others(correction), max(0, len(correction.cells) - MAX_CELLS_TOLD),
        tuple(steps(finding)) if _is_short(finding) else (),
    )  # fmt: skip


def _change(change: CellChange, correction: Correction, file: str) -> Change:
    ref = change.cell.ref
    where = change.address or _where(ref)
    where = where if ref.file == file else f"{ref.file} {where}"
    if correction.kind in (Kind.LINE_MISSING, Kind.ONE_SIDED) and not isinstance(change.proposed, str):
        amount = "" if change.proposed is None else figure_text(change.proposed)
        return Change("", ref.column, "", f"a line of {amount}")
    now = " ".join(change.cell.text.split()) or value_text(change.cell)
    return Change(where, ref.column, now, change.type_as)


def _where(ref: CellRef) -> str:
    """A cell of a workbook, or else a line."""
    if "!" in ref.address:
        return ref.address
    return f"line {ref.line}" if ref.line else ""


def _what(correction: Correction) -> str:
    if correction.certainty is Certainty.CANNOT_TELL:
        return "which of the figures is wrong cannot be told; look at them"
    return kind_words(correction.kind)


def kind_words(kind: Kind) -> str:
    """A kind of slip in a few words."""
    return KIND_WORDS.get(kind, kind.value.replace("_", " "))


_SAID_BY_SENTENCE = frozenset({
    Kind.LINE_OMITTED, Kind.LINE_COUNTED_TWICE, Kind.LINE_MISSING, Kind.LINE_TYPED_TWICE, Kind.WRONG_GROUP,
    Kind.ONE_SIDED, Kind.SIGN_CONVENTION, Kind.UNIT_OF_COLUMN, Kind.COLUMNS_SWAPPED, Kind.ROWS_EXCHANGED,
    Kind.CUMULATIVE_IN_PERIOD_COLUMN, Kind.SUBTOTAL_COUNTED_AS_LINE,
})  # fmt: skip
"""Kinds that say more of themselves than the sum that fails does."""


def _why(correction: Correction, findings: Sequence[Finding]) -> str:
    first = min(findings, key=lambda one: len(one.terms) or len(one.cells))
    arithmetic = sentence(first)
    if correction.kind in _SAID_BY_SENTENCE or len(correction.cells) > 1:
        said = correction.sentence[:1].upper() + correction.sentence[1:]
        return f"{said}: {arithmetic}" if arithmetic and len(said) < 60 else said
    return arithmetic


def sentence(finding: Finding) -> str:
    """The arithmetic of a failed check in one sentence: `opening £300,000 − usage £239,000 = £61,000, but £16,000 is
    typed, £45,000 too low`.
    """
    if finding.reported is None or finding.computed is None or finding.gap is None or not finding.terms:
        return finding.message
    found = steps(finding)
    ends = [at for at, step in enumerate(found) if step.sign == "="]
    off = f"but {figure_text(finding.reported)} is typed, {gap_text(finding.gap)}"
    sums = found[: ends[0]] if ends else []
    if not sums or len(sums) > MAX_STEPS_IN_A_SENTENCE:
        return f"{finding.message}"
    parts = [f"{step.sign + ' ' if step.sign else ''}{step.label} {step.figure}" for step in sums]
    text = " ".join(parts).removeprefix("+ ")
    computed = figure_text(finding.computed)
    return f"{text} = {computed}, {off}" if len(parts) > 1 else f"{text}, {off}"


def _is_short(finding: Finding) -> bool:
    return bool(finding.terms) and len(finding.terms) <= MAX_STEPS_IN_A_SENTENCE


def _others(correction: Correction) -> str:
    told = [_other(one, correction.cells) for one in correction.alternatives[:MAX_ALTERNATIVES_TOLD]]
    told = [text for text in dict.fromkeys(told) if text]
    if not told:
        return ""
    rest = len(correction.alternatives) - MAX_ALTERNATIVES_TOLD
    more = f"; {rest:,} more" if rest > 0 else ""
    tied = any(one.certainty is Certainty.TIED for one in correction.alternatives[:MAX_ALTERNATIVES_TOLD])
    lead = "as likely" if correction.certainty is Certainty.TIED and tied else "less likely"
    lead = "or" if correction.certainty is Certainty.CANNOT_TELL else lead
    return f"{lead}: {', or '.join(told)}{more}"


def _other(one: Alternative, first: Sequence[CellChange]) -> str:
    if one.kind in (Kind.LINE_MISSING, Kind.ONE_SIDED, Kind.LINE_TYPED_TWICE, Kind.WRONG_GROUP):
        return one.sentence
    lines = {change.cell.ref.line for change in first}
    cells = [f"{_place(change.cell, lines)} {_arrow(change)}" for change in one.cells[:2]]
    return " and ".join(cells) + (" …" if len(one.cells) > 2 else "")


def _place(cell: Cell, here: set[int]) -> str:
    """A cell by its column, and by its line where that is another than the correction's own."""
    ref = cell.ref
    return f"{ref.column} in line {ref.line}" if ref.line and ref.line not in here else ref.column


def _arrow(change: CellChange) -> str:
    now = " ".join(change.cell.text.split()) or value_text(change.cell)
    return f"{now} → {change.type_as}" if change.type_as else now


def lines_of(entries: Sequence[Numbered]) -> tuple[Line, ...]:
    """Restatements, notices or broken rules, a line each."""
    return tuple(
        Line(one.number, place_text(finding.place), _told(finding), finding.label)
        for one in entries
        for finding in one.findings
    )


def _told(finding: Finding) -> str:
    """What a restatement was and is: `43.6% → 41.8%`; the message of anything else."""
    if finding.outcome is Outcome.RESTATED and len(finding.terms) == 2:
        now = next((one.cell for one in finding.terms if one.cell.ref == finding.place), finding.terms[0].cell)
        before = next(one.cell for one in finding.terms if one.cell is not now)
        return f"{value_text(before)} → {value_text(now)}"
    return finding.message


def fitted(label: str, width: int) -> str:
    """A label in so many columns: what is too long is cut in its longest parts, so that the period stays in sight."""
    parts = label.split(", ")
    for _ in parts:
        over = len(", ".join(parts)) - width
        if over <= 0:
            break
        longest = max(range(len(parts)), key=lambda at: len(parts[at]))
        kept = max(len(parts[longest]) - over - 1, MIN_CHARACTERS_OF_A_PART)
        parts[longest] = f"{parts[longest][:kept].rstrip('… ')}…"
    return ", ".join(parts)


def figures_to_put_right(items: Sequence[Item]) -> int:
    """How many figures there are to put right: one correction may have several."""
    return sum(max(1, len(one.changes) + one.more_cells) for one in items)


def by_file(items: Sequence[Item]) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """The items under their files, in the order in which the files are first named."""
    found: dict[str, list[Item]] = {}
    for one in items:
        found.setdefault(one.file, []).append(one)
    return tuple((file, tuple(several)) for file, several in found.items())


def not_checked(report: Report) -> str:
    """What was not checked and why, in one paragraph; empty where all was."""
    undecided = sum(report.counted(Verdict.UNDECIDED).values())
    not_here = sum(tally.nothing_to_compare for tally in report.tallies)
    blank = undecided - not_here
    parts = []
    if blank > 0:
        lost = " or could not be read" if any(one.severity == "error" for one in report.input_problems) else ""
        parts.append(f"{blank:,} because a figure is blank{lost} (--show blanks)")
    if not_here:
        parts.append(f"{not_here:,} because the other table or year is not here")
    sentences = [f"Not checked: {', '.join(parts)}."] if parts else []
    idle = sum(not tally.checks for tally in report.tallies)
    if idle:
        whole = plural(len(report.tallies), "rule")
        verb = "is" if idle == 1 else "are"
        sentences.append(f"{idle:,} of the {whole} {verb} for ledgers you do not keep.")
    hidden = sum(tally.unlisted for tally in report.tallies)
    if hidden:
        sentences.append(f"{plural(hidden, 'finding')} are counted and not listed one by one.")
    return " ".join(sentences)
