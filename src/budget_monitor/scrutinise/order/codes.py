"""Codes that stand for two things: C102 before the roof and before the play areas."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from budget_monitor.errors import shorten
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.document import Document
from budget_monitor.scrutinise.order.coded_rows import Code, coded_rows
from budget_monitor.scrutinise.passages import Notes
from budget_monitor.scrutinise.words import content

_ENDS_WITH_NUMBER = re.compile(r"(.*?)(\d+)")
_LAST_NUMBER = re.compile(r"\d+(?=\D*$)")
MIN_SHARED = 0.5
"""The share of the shorter name's words at which two names are the same."""
MIN_IN_ORDER = 3
"""So many codes that follow on from one another tell which comes next."""
MAX_NAME_CHARACTERS = 50


def note_codes(document: Document, notes: Notes) -> None:
    """Notes a code before two rows whose names have little in common.

    A code that rows share, as the account of several payments, does not stand for one thing. That it should is seen
    from all the other rows of its table, or from a number that is left out where the code stands again.
    """
    uses: dict[str, list[Code]] = defaultdict(list)
    for block in document.tables:
        rows = coded_rows(block, document)
        notes.order_checks += len(rows.codes)
        twice = _twice(rows.codes)
        is_each_its_own = len(twice) <= rows.most_slips
        numbers = [_numbered(code) for code in rows.codes] if len(twice) <= max(1, rows.most_slips) else []
        known = set(numbers)
        for first, again in twice:
            left_out = [(at, text) for at in (first, again) if (text := _left_out(rows.codes, numbers, known, at))]
            if len(left_out) == 1:
                wrong, proposed = left_out[0]
                _note(rows.codes[wrong], rows.codes[first + again - wrong], proposed, notes)
            elif is_each_its_own or rows.codes[again].is_of_house:
                _note(rows.codes[again], rows.codes[first], "", notes)
        for code in rows.codes:
            if code.is_of_house or (is_each_its_own and code.is_of_document):
                uses[code.key].append(code)
    for used in uses.values():
        elsewhere = (code for code in used if code.spot.block != used[0].spot.block)
        if other := next((code for code in elsewhere if not _is_same(used[0].name, code.name)), None):
            _note(other, used[0], "", notes)


def _twice(codes: Sequence[Code]) -> list[tuple[int, int]]:
    """Where a code stands first, and where it stands again for something else."""
    first: dict[str, int] = {}
    places = [(first.setdefault(code.key, at), at) for at, code in enumerate(codes)]
    return [(one, other) for one, other in places if not _is_same(codes[one].name, codes[other].name)]


Number = tuple[str, int]
"""What a code begins with, and the number at its end."""


def _left_out(codes: Sequence[Code], numbers: Sequence[Number | None], known: set[Number | None], at: int) -> str:
    """The code that would stand here and is nowhere: C103 between C102 and C104, C104 at the end; else empty."""
    before = numbers[at - 1] if 0 < at < len(numbers) else None
    if before is None or (before[0], before[1] + 1) in known:
        return ""
    prefix, number = before
    after = numbers[at + 1] if at + 1 < len(numbers) else None
    is_last = at == len(codes) - 1 and codes[at].key == codes[at - 1].key
    is_next = after == (prefix, number + 2) or (is_last and _goes_on(numbers[:at]))
    return _LAST_NUMBER.sub(lambda found: str(number + 1).zfill(len(found[0])), codes[at].spot.text) if is_next else ""


def _numbered(code: Code) -> Number | None:
    match = _ENDS_WITH_NUMBER.fullmatch(code.key)
    return (match[1], int(match[2])) if match else None


def _goes_on(numbers: Sequence[Number | None]) -> bool:
    """True if each of several numbers is by one higher than the one before."""
    first = numbers[0]
    if first is None or len(numbers) < MIN_IN_ORDER:
        return False
    return list(numbers) == [(first[0], first[1] + step) for step in range(len(numbers))]


def _note(code: Code, other: Code, left_out: str, notes: Notes) -> None:
    first, second = (shorten(each.name, MAX_NAME_CHARACTERS) for each in (other, code))
    said = f"{code.spot.text} stands for “{first}” and for “{second}”"
    said += f", and {left_out} for nothing" if left_out else ""
    notes.slip(RelationKind.ORDER, "One code for two things", [code.spot, other.spot], said, left_out)


def _is_same(first: str, second: str) -> bool:
    one, other = content(first), content(second)
    if not one or not other:
        return True
    return len(one & other) >= MIN_SHARED * min(len(one), len(other))
