"""What is wrong in words: the arithmetic of a failed check, the slip, and what else would do, a sentence each."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.model.ledgers.cell import CellRef, Kind
from budget_monitor.model.ledgers.money import figure_text, plain
from budget_monitor.model.results.correction import Alternative, CellChange, Certainty, Correction
from budget_monitor.model.results.outcome import Finding
from budget_monitor.render.text.arithmetic import steps
from budget_monitor.render.text.plain import difference_text
from budget_monitor.render.text.words import gap_text, plural, value_text, with_file

MAX_STEPS_IN_A_SENTENCE = 6
"""Figures of a sum that are written out in one sentence; of more lines their sum alone is."""
MAX_ALTERNATIVES_TOLD = 3

KIND_WORDS = {
    Kind.UNIT_LOST: "unit lost or wrong",
    Kind.UNEXPLAINED: "no slip of the pen explains it",
    Kind.DIGIT_MISTYPED: "one digit mistyped",
    Kind.DIGIT_DROPPED: "a digit left out",
    Kind.DIGIT_ADDED: "a digit too many",
    Kind.LEFT_EMPTY: "left blank, or a nought",
    Kind.SCALE_SLIP: "noughts too many or too few",
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
    Kind.FORMULA_OVERTYPED: "typed where a formula belongs",
    Kind.FORMULA_WRONG: "the formula is unlike those beside it",
    Kind.NOT_WORKED_OUT: "its formula was not worked out again",
    Kind.KEPT_AS_TEXT: "formulas pass over it",
}
"""A kind of slip in a few words; the others are their own names."""


def kind_words(kind: Kind) -> str:
    """A kind of slip in a few words."""
    return KIND_WORDS.get(kind, kind.value.replace("_", " "))


OF_LINES = (Kind.LINE_MISSING, Kind.ONE_SIDED, Kind.LINE_TYPED_TWICE, Kind.WRONG_GROUP)
"""Kinds of slip that are about a line as a whole."""
OF_FORMULAS = (Kind.FORMULA_OVERTYPED, Kind.FORMULA_WRONG, Kind.NOT_WORKED_OUT)
"""Kinds whose sentence says which formula belongs where, and what it gives: more than a sum step by step."""
_SAID_BY_SENTENCE = frozenset({
    Kind.LINE_OMITTED, Kind.LINE_COUNTED_TWICE, Kind.LINE_MISSING, Kind.LINE_TYPED_TWICE, Kind.WRONG_GROUP,
    Kind.ONE_SIDED, Kind.SIGN_CONVENTION, Kind.UNIT_OF_COLUMN, Kind.COLUMNS_SWAPPED, Kind.ROWS_EXCHANGED,
    Kind.CUMULATIVE_IN_PERIOD_COLUMN, Kind.SUBTOTAL_COUNTED_AS_LINE, Kind.KEPT_AS_TEXT, *OF_FORMULAS,
})  # fmt: skip
"""Kinds that say more of themselves than the sum that fails does."""


def why(correction: Correction, findings: Sequence[Finding]) -> str:
    """Why the figure is wrong: the sum that fails, or the slip where that says more."""
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
    if not plain(finding.gap):
        return finding.message or difference_text(finding)
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


def is_short(finding: Finding) -> bool:
    """True if the sum that fails can be written out in full."""
    return bool(finding.terms) and len(finding.terms) <= MAX_STEPS_IN_A_SENTENCE


def where_text(ref: CellRef) -> str:
    """A place within its file: the spreadsheet's name of the cell, `I5`, or else `line 5`."""
    return ref.address or (f"line {ref.line}" if ref.line else "")


def happened(correction: Correction, file: str) -> str:
    """The slip in a few words, or `one of these: C4, C8 or 3 more` where others are as likely; cells of other files
    than `file` with theirs.
    """
    if correction.certainty is Certainty.CANNOT_TELL:
        return "which of the figures is wrong cannot be told; look at them"
    acts: list[Correction | Alternative] = [correction, *rivals(correction)]
    named = list(dict.fromkeys(_cells(one, file) for one in acts))
    if len(named) == 1:
        return kind_words(correction.kind)
    if (more := len(named) - MAX_RIVALS_NAMED) > 1:
        named = [*named[:MAX_RIVALS_NAMED], f"{more:,} more"]
    return f"one of these: {', '.join(named[:-1])} or {named[-1]}"


MAX_RIVALS_NAMED = 4


def rivals(correction: Correction) -> list[Alternative]:
    """What is as likely as a correction and changes other cells: all else where the correction may look right by chance
    alone.
    """
    if correction.certainty is not Certainty.TIED:
        return []
    tied = [one for one in correction.alternatives if one.certainty is Certainty.TIED]
    own = _refs(correction)
    return [one for one in tied or correction.alternatives if _refs(one) != own]


def _refs(one: Correction | Alternative) -> set[CellRef]:
    return {change.cell.ref for change in one.cells}


def _cells(one: Correction | Alternative, file: str) -> str:
    """The cells that an act changes, `I4` or `I4 and J4`; what happened, where a line comes or goes."""
    if one.kind in OF_LINES:
        return kind_words(one.kind)
    refs = {change.address or where_text(change.cell.ref): change.cell.ref for change in one.cells}
    first, *others = [where if ref.file == file else with_file(ref.file, where) for where, ref in refs.items()]
    return f"{first} and {others[0] if len(others) == 1 else f'{len(others):,} more'}" if others else first


class Others(Struct, frozen=True):
    """What else would do: the words before it, the first few in order of likelihood, and how many more there are. Only
    the first `equal` of them are what the words say, where it is not 0; the others are less likely.
    """

    lead: str = ""
    told: tuple[str, ...] = ()
    more: int = 0
    equal: int = 0

    def text(self, room: int | None = None) -> str:
        """`less likely: usage 880 → 80`; empty where nothing would. In so many characters, of those that have no room
        only the number is said.
        """
        for count in range(len(self.told), 0, -1):
            rest = self.more + len(self.told) - count
            parts = [f"{self.lead}: {', or '.join(self.told[: min(count, self.equal or count)])}"]
            if 0 < self.equal < count:
                parts.append(f"less likely: {', or '.join(self.told[self.equal : count])}")
            if rest:
                parts.append(f"{rest:,} {'less likely' if self.equal == count else 'more'}")
            text = "; ".join(parts)
            if room is None or len(text) <= room:
                return text
        return f"{self.lead}: {plural(self.more + len(self.told), 'other')}" if self.told else ""


NO_OTHERS = Others()


def others(correction: Correction) -> Others:
    """What else would do, in words."""
    shown = correction.alternatives[:MAX_ALTERNATIVES_TOLD]
    words = {one: text for one in shown if (text := _other(one, correction.cells))}
    told = tuple(dict.fromkeys(words.values()))
    tied = {text for one, text in words.items() if one.certainty is Certainty.TIED}
    alike = "as likely" if rivals(correction) else "rounding leaves as well"
    leads = {Certainty.TIED: alike if tied else "or", Certainty.CANNOT_TELL: "or"}
    lead = leads.get(correction.certainty, "less likely")
    rest = max(0, len(correction.alternatives) - MAX_ALTERNATIVES_TOLD)
    equal = sum(one.certainty is Certainty.TIED for one in correction.alternatives)
    return Others(lead, tuple(sorted(told, key=lambda text: text not in tied)), rest, equal)


def _other(one: Alternative, first: Sequence[CellChange]) -> str:
    if one.kind in OF_LINES:
        return one.sentence
    lines = {change.cell.ref.line for change in first}
    cells = [f"{_place(change, lines)} {_arrow(change)}" for change in one.cells[:2]]
    return " and ".join(cells) + (" …" if len(one.cells) > 2 else "")


def _place(change: CellChange, here: set[int]) -> str:
    """A cell by its column, and by its line where that is another than the correction's own; by its address where the
    column has no name but its letters.
    """
    ref = change.cell.ref
    if change.address and not replace(ref, address=change.address).heading:
        return change.address
    return f"{ref.column} in line {ref.line}" if ref.line and ref.line not in here else ref.column


def _arrow(change: CellChange) -> str:
    now = " ".join(change.cell.text.split()) or value_text(change.cell)
    return f"{now} → {change.type_as}" if change.type_as else now
