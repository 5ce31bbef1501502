"""What is written beside the figures of a document: a tick with what a figure was tied to, a finding with its sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from budget_monitor.errors import shorten
from budget_monitor.model.documents.scrutiny import DocumentScrutiny, NumberedSlip
from budget_monitor.model.documents.traced import Sources, Stretch, stretches_at
from budget_monitor.render.scrutiny.marks import Key, Range, ranges_of
from budget_monitor.render.text.literal import literal

TICK = "✓"
AUTHOR, TICKS_AUTHOR = "budget-monitor", "budget-monitor ticks"
"""Who is said to have made a mark. They differ, so that one kind can be hidden in an office program."""
MAX_NOTE_CHARACTERS = 1_500


class Mark(Struct, frozen=True):
    """A note at some text. `where` is never empty: stretches, each with where in its text the mark begins and ends.

    `numbers` are those of the findings at it, in order; it is a tick where there are none.
    """

    where: tuple[tuple[Stretch, int, int], ...]
    lines: tuple[str, ...]
    numbers: tuple[int, ...] = ()

    @property
    def is_tick(self) -> bool:
        """True if nothing is wrong with what is marked."""
        return not self.numbers

    @property
    def author(self) -> str:
        """Who is said to have made it."""
        return TICKS_AUTHOR if self.is_tick else AUTHOR

    @property
    def text(self) -> str:
        """All that is said, line by line."""
        return "\n".join(self.lines)


def marks_of(one: DocumentScrutiny, slips: Sequence[NumberedSlip], sources: Sources) -> list[Mark]:
    """The marks of a document, from its beginning to its end, each place marked once."""
    findings = {each.number: each for each in slips}
    made: dict[tuple[object, int], Mark] = {}
    for key, ranges in sorted(ranges_of(one, slips).items()):
        for each in ranges:
            mark = Mark(_where(sources, key, each), tuple(_lines(each, findings)), each.findings)
            if mark.where:
                stretch, start, _ = mark.where[0]
                made.setdefault((_identity(stretch.at), start), mark)
    return list(made.values())


def _identity(at: object) -> object:
    """What tells places apart: elements of one text may be equal, and a place is a tuple with one in it."""
    return tuple(map(_identity, at)) if isinstance(at, tuple) else at if isinstance(at, (int, float)) else id(at)


def _where(sources: Sources, key: Key, part: Range) -> tuple[tuple[Stretch, int, int], ...]:
    """Where a part of a text stands; where it has no place of its own, the first of its row or its table that has."""
    found = tuple(stretches_at(sources.get(key, ()), part.start, part.end))
    if found:
        return found
    block, row, _ = key
    near = (own for own in sorted(sources) if own[0] == block and (own[1] == row or row < 0))
    return next((where for own in near if (where := tuple(stretches_at(sources[own], 0, 1)))), ())


def _lines(part: Range, findings: dict[int, NumberedSlip]) -> Iterator[str]:
    for number in part.findings:
        slip = findings[number].slip
        yield _plain(f"{number}  {slip.title}")
        yield _plain(slip.sentence)
        if slip.proposed:
            yield _plain(f"likely {slip.proposed}")
    for tick in part.ticks:
        yield _plain(f"{TICK} {tick}")


def _plain(text: str) -> str:
    return literal(shorten(text, MAX_NOTE_CHARACTERS))
