"""Changes that a sentence tells, against the row of a table that it names or in which its other figure stands.

That a change is not one of the row is no alarm. It is one where its size is that of the row and the words turn it
round, or where the words say what it is compared with and one slip of the pen leads from what the row has to what is
written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from msgspec import Struct

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.scrutinise.cells.index import CellIndex
from budget_monitor.scrutinise.cells.moves.lines import Line, lines_of, lines_of_share
from budget_monitor.scrutinise.cells.moves.moments import (
    alike,
    is_actual,
    is_earlier,
    is_earlier_in_time,
    is_of_target,
    is_plan,
    meant_by,
    moment_of,
    moments_in,
)
from budget_monitor.scrutinise.cells.moves.told import Told, told_in
from budget_monitor.scrutinise.cells.rows import states
from budget_monitor.scrutinise.passages import Notes, Passage, key_of
from budget_monitor.scrutinise.sentences.roles import Role, role_of_heading
from budget_monitor.scrutinise.sentences.shapes import half_of, is_exchange_of, is_slip_of, like, written_digits
from budget_monitor.scrutinise.slips import is_digit_slip
from budget_monitor.scrutinise.table_figures import TableFigure

MIN_DIGITS = 2
"""A change of fewer is that of too many figures."""
MIN_DIGITS_OF_ANY_SLIP = 3
"""With fewer only exchanged digits are a slip: 79 for 97."""
MIN_DIGITS_OF_FAR_SLIP = 4
"""With so many also digits that are no neighbours may be exchanged: 8,211 for 8,112."""

MIN_TIMES_ROUNDED = 10
"""A change that is less beside what its figures are rounded to is any change."""
MAX_ENDS = 20
"""Of a row with more figures a change without either end is hardly that of two certain ones."""
CHARACTERS_AFTER = 14
"""As far as a year stands that a change is of: by 7.1% in 2026/27."""
_OTHER_TIME = re.compile(
    r"(?i)\b(?:(?:at|in|by|since|until) (?:the )?(?:quarter|Q[1-4]|month|period|last year)|originally|initially"
    r"|previously|at first|without|would (?:be|have)|would otherwise|if)\b|^(?:\S+ )?last (?:year|month|quarter)\b"
)
"""A change told of another time than that of the table, or of none."""

_OVER_YEARS = re.compile(
    r"(?i)[^.;,]{0,20}\b(?:over|in|across|during) (?:the )?(?:last |past )?[a-z\d]+ (?:years|months)\b"
)
"""What follows a change over more time than a table has."""


_EITHER_SIGN = re.compile(r"(?i)\b(?:surplus|deficit|balances?|net|variance|result|position|gap|gain|loss)\b")
"""Rows of which more is not a larger figure, whatever its sign."""
_NOT_AS_IS = re.compile(
    r"(?i)\b(?:real terms|inflation|allowing for|adjusted|excluding|on average|average|had (?:the|it|they)"
    r"|in cash terms|like[- ]for[- ]like|underlying"
    r"|(?:a|per|each|every) (?:year|month|quarter)(?! (?:ago|before|earlier)\b))\b"
)
"""Words of a sentence on a change that is worked out of other figures than those of a table, or of several years."""


class _Pair(Struct, frozen=True):
    """Two figures of a line, the first what the change leads from. `is_ordered` is False where only chance says so."""

    a: TableFigure
    b: TableFigure
    is_ordered: bool
    names: tuple[str, str] = ("", "")
    """What tells each from the others of its line."""

    @property
    def moved(self) -> Decimal:
        """By how much more the second is, both without their sign, of which either may stand for what is owed."""
        return abs(self.b.value) - abs(self.a.value)

    @property
    def is_plain(self) -> bool:
        """True if both are above nothing, so that more is more."""
        return min(self.a.value, self.b.value) > 0

    @property
    def half(self) -> Decimal:
        return self.a.half + self.b.half


def note_moves(passage: Passage, index: CellIndex, notes: Notes) -> None:
    """Notes each change that a sentence tells the other way round than its row has it, or with a slip of the pen."""
    told_of = {key_of(spot) for slip in notes.slips for spot in slip.spots}
    for at, (start, sentence) in enumerate(passage.sentences):
        for one in told_in(passage, start, sentence):
            place = key_of(passage.spot(one.c))
            if len(written_digits(one.c)) < MIN_DIGITS or place in told_of or place in notes.used:
                continue
            ends = [end for end in (one.a, one.b) if end is not None]
            is_share = one.c.unit is Unit.PERCENT and any(end.unit is not Unit.PERCENT for end in ends)
            if (
                _OVER_YEARS.match(passage.text, one.c.end)
                or _OTHER_TIME.search(one.before)
                or any(end.unit is not one.c.unit for end in ends if not is_share)
            ):
                continue
            if one.c.unit is Unit.PERCENT and (is_share or not ends) and not _NOT_AS_IS.search(sentence):
                rows = lines_of(one, passage.block.section, index) if is_share else lines_of_share(one, index)
                _judge_share(passage, one, rows, notes)
            if is_share:
                continue
            lines = lines_of(one, passage.block.section, index)
            before = passage.figures_of(*passage.sentences[at - 1]) if at else []
            _judge(passage, one, lines, before, index, notes)


def _judge(
    passage: Passage, told: Told, lines: Sequence[Line], before: Sequence[ProseFigure], index: CellIndex, notes: Notes
) -> None:
    if is_of_target(told.base):
        lines = [line for line in lines if any(is_of_target(line.name(one)) for one in line.cells)]
    pairs = [pair for line in lines for pair in _pairs(line, told)]
    of_size = [pair for pair in pairs if _is_of_size(pair, told.c)]
    changes = [one for line in lines for one in line.changes if states(told.c, one)]
    if of_size and _is_meant(of_size[0], lines, told):
        _note_turned(passage, told, of_size, notes)
    elif not of_size and not changes and lines:
        _note_slip(passage, told, lines, before, index, notes)


def _judge_share(passage: Passage, told: Told, lines: Sequence[Line], notes: Notes) -> None:
    """Notes a change in percent that is that of no two figures of the row, but would be with two digits exchanged, or
    were it in percent of the figure that it came to. Both must lead to one percentage only.
    """
    pairs = [pair for line in lines for pair in _pairs(line, told) if pair.is_plain]
    stated = [one for line in lines for one in line.cells if states(told.c, one)]
    size, step = abs(told.c.value), told.c.half * 2
    if stated or any(abs(_share(pair, pair.a) - size) <= step + 100 * pair.half / pair.a.value for pair in pairs):
        return
    is_of_end = any(abs(_share(pair, pair.b) - size) <= told.c.half for pair in pairs)
    times = moments_in(told.before) | moments_in(passage.text[told.c.end : told.c.end + CHARACTERS_AFTER])
    fitting = {
        right: pair
        for pair in pairs
        if is_earlier_in_time(*pair.names) and pair.moved * told.direction > 0
        if not times or moment_of(pair.names[1]) in times
        if (right := round(_share(pair, pair.a) / step) * step) is not None
        if abs(_share(pair, pair.b) - size) <= told.c.half
        or (not is_of_end and is_exchange_of(told.c, right, MIN_DIGITS))
    }
    if len(fitting) != 1:
        return
    ((right, pair),) = fitting.items()
    is_row_sure = sum(line.cells[0].block is pair.a.block for line in lines if not line.is_turned) <= 1
    if is_row_sure and not any(notes.doubts.is_of(one.spot) for one in (pair.a, pair.b)):
        _note_differing(passage, told, pair, like(told.c, right), notes)


def _share(pair: _Pair, base: TableFigure) -> Decimal:
    """The size of a change in percent of one of its ends."""
    return 100 * abs(pair.moved) / base.value


def _pairs(line: Line, told: Told) -> Iterator[_Pair]:
    """The pairs of a line between which a change may lead, without those whose times are the other way round."""
    end = line.end
    if end is not None:
        pairs = [(one, end) if told.b is not None else (end, one) for one in line.ends if one is not end]
    else:
        pairs = [*permutations(line.ends, 2)] if len(line.ends) <= MAX_ENDS else []
    for a, b in pairs:
        names = line.name(a), line.name(b)
        if a.value * b.value > 0 and not is_earlier(*reversed(names)):
            yield _Pair(a, b, end is not None or is_earlier(*names), names)


def _is_meant(pair: _Pair, lines: Sequence[Line], told: Told) -> bool:
    """True if a sentence does not say what it compares with, or that is what the first of two figures is."""
    if not told.base.strip() or told.a is not None:
        return True
    if all(line.end is None for line in lines):
        return pair.a in meant_by(told.base, pair.names[1], [(pair.names[0], pair.a)])
    return any(one.a is pair.a and one.b is pair.b for line in lines for one in _meant(line, told, ()))


def _is_of_size(pair: _Pair, change: ProseFigure) -> bool:
    if abs(pair.moved) < MIN_TIMES_ROUNDED * pair.half:
        return False
    return abs(abs(pair.moved) - abs(change.value)) <= change.half + pair.half


def _note_turned(passage: Passage, told: Told, of_size: Sequence[_Pair], notes: Notes) -> None:
    """Notes words that are against all changes of their size."""
    if not told.direction or not all(
        one.is_ordered and (one.is_plain or _is_of_sizes(one, told)) and one.moved * told.direction < 0
        for one in of_size
    ):
        return
    pair = of_size[0]
    if any(notes.doubts.is_of(one.spot) for one in (pair.a, pair.b)):
        return
    word = "a rise" if told.direction > 0 else "a fall"
    said = f"the words say {word}, but the table has {pair.b.text} after {pair.a.text}"
    spots = [passage.spot(told.c), pair.b.spot, pair.a.spot]
    notes.slip(RelationKind.ORDER, "The words say the opposite of the table", spots, said)


def _is_of_sizes(pair: _Pair, told: Told) -> bool:
    """True if a sentence tells without a sign of what stands with one: grants of £3.2m in a row of -3,216."""
    end = told.b or told.a
    return end is not None and end.value > 0 > max(pair.a.value, pair.b.value) and not _EITHER_SIGN.search(pair.a.label)


def _note_slip(
    passage: Passage, told: Told, lines: Sequence[Line], before: Sequence[ProseFigure], index: CellIndex, notes: Notes
) -> None:
    """Notes a change that is one slip of the pen from that between the two figures that are meant."""
    meant = {pair.moved: pair for line in lines for pair in _meant(line, told, before)}
    if len(meant) != 1 or index.has(told.c.unit, told.c.value):
        return
    pair = next(iter(meant.values()))
    right = abs(pair.moved)
    is_sure = len(written_digits(told.c)) >= MIN_DIGITS_OF_ANY_SLIP and (told.a or told.b) is not None
    is_slip = is_slip_of(told.c, right) if is_sure else is_exchange_of(told.c, right, MIN_DIGITS)
    is_slip |= is_sure and told.c.digits >= MIN_DIGITS_OF_FAR_SLIP and is_digit_slip(told.c.text, like(told.c, right))
    step = half_of(told.c) * 2
    is_exact = right % (step or 1) == 0 and pair.half <= step
    is_against = pair.is_plain and told.direction * pair.moved < 0
    if not is_slip or not is_exact or is_against or any(notes.doubts.is_of(one.spot) for one in (pair.a, pair.b)):
        return
    _note_differing(passage, told, pair, like(told.c, right), notes)


def _note_differing(passage: Passage, told: Told, pair: _Pair, shown: str, notes: Notes) -> None:
    spots = [passage.spot(told.c), pair.b.spot, pair.a.spot]
    said = f"from {pair.a.text} to {pair.b.text} is a change of {shown}, but {told.c.text} is written"
    notes.slip(RelationKind.DIFFERENCE, "A change is not that between the figures of a row", spots, said, shown)


def _meant(line: Line, told: Told, before: Sequence[ProseFigure]) -> Iterator[_Pair]:
    """The pairs of a line that the words mean: by what they compare with, by the other figure, or where there is no
    other.
    """
    ends = line.ends
    if line.end is None:
        yield from _from_plan(line, told)
        return
    others = [one for one in ends if one is not line.end and one.value * line.end.value > 0]
    if line.end not in ends:
        return
    chosen = meant_by(told.base, line.name(line.end), [(line.name(one), one) for one in others])
    if not chosen and not told.base.strip():
        chosen = [one for one in others if any(states(figure, one) for figure in before)]
        if not chosen and role_of_heading(line.name(line.end)) is Role.CLOSING:
            chosen = [one for one in others if role_of_heading(line.name(one)) is Role.OPENING]
        same = alike(line.name(line.end), [(line.name(one), one) for one in others])
        if not chosen and len(same) == 1:
            chosen = [one for one in same if is_earlier_in_time(line.name(one), line.name(line.end))]
    for one in chosen:
        yield _Pair(one, line.end, is_ordered=True) if told.b is not None else _Pair(line.end, one, is_ordered=True)


def _from_plan(line: Line, told: Told) -> Iterator[_Pair]:
    """What came of a plan beside it, where a sentence says that one is over the other and states neither."""
    if not is_plan(told.base):
        return
    plans = [(line.name(one), one) for one in line.ends if is_plan(line.name(one))]
    for one in line.ends:
        name = line.name(one)
        if is_actual(name):
            of_time = [(other, plan) for other, plan in plans if moment_of(other) == moment_of(name)]
            yield from (_Pair(plan, one, is_ordered=True) for plan in alike(name, of_time))
