"""Which columns, signs and references two lists have in common, where the headers leave it open: what agrees most."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.load.sides.amounts import Counts, Figures, counts_of
from budget_monitor.load.sides.guess import FIGURES, WORDS, folded_header, places_for
from budget_monitor.load.sides.tables import Columns
from budget_monitor.model.lists.sides import SideColumns

MAX_CHOICES = 6
"""Columns of amounts that are tried for one list."""
MIN_SHARE_THAT_AGREES = 0.6
"""Where so many amounts of the shorter list are in the other, nothing else is tried."""
MIN_GAIN = 3
"""So many more amounts must agree for another column or sign to be taken."""
MAX_ROWS_OF_A_SAMPLE = 20_000
_PLACES = 4
MAX_ROWS_OF_TEXTS = 5_000
MAX_NAME_COLUMNS = 3
"""Columns whose texts are joined to a name."""
_NUMBER = re.compile(r"\d{3,}")


class Reading(Struct, frozen=True):
    """How a list is read: its columns by role, and whether its signs are turned."""

    found: Columns
    figures: Figures
    roles: Mapping[str, int]
    said: SideColumns
    is_turned: bool


def agreed(left: tuple[Columns, SideColumns], right: tuple[Columns, SideColumns], currency: str) -> list[Reading]:
    """Both lists as they are to be read: as their headers say, unless far more amounts agree in another reading."""
    sides = [_reading(found, said, currency) for found, said in (left, right)]
    choices = [list(_choices(one)) for one in sides]
    counts = [[_sample(one, roles) for roles in several] for one, several in zip(sides, choices, strict=True)]
    turns = [one.said.is_reversed for one in sides]
    start = [bool(turn) for turn in turns]
    best = (0, 0, False)
    common = _common(counts[0][0], counts[1][0], turned=start[0] != start[1])
    enough = MIN_SHARE_THAT_AGREES * min(len(counts[0][0]), len(counts[1][0]))
    if common < enough:
        for one, ours in enumerate(counts[0]):
            for other, theirs in enumerate(counts[1]):
                for flip in (False, True) if None in turns else (False,):
                    found = _common(ours, theirs, turned=(start[0] != start[1]) != flip)
                    if found >= common + MIN_GAIN and found >= 2 * common:
                        common, best = found, (one, other, flip)
    readings = [replace(one, roles=choices[side][best[side]], is_turned=start[side]) for side, one in enumerate(sides)]
    if best[2]:
        side = _side_to_turn(readings, turns)
        readings[side] = replace(readings[side], is_turned=not start[side])
    return [_without_idle_direction(one) for one in readings]


def _without_idle_direction(reading: Reading) -> Reading:
    """A column such as "type" is shown as used only where it does say which way the amounts go."""
    if "direction" not in reading.roles or (
        "amount" in reading.roles and reading.figures.has_directions(reading.roles)
    ):
        return reading
    return replace(reading, roles={role: place for role, place in reading.roles.items() if role != "direction"})


def _reading(found: Columns, said: SideColumns, currency: str) -> Reading:
    return Reading(found, Figures(found, currency), found.places, said, bool(said.is_reversed))


def _choices(reading: Reading) -> Iterator[Mapping[str, int]]:
    """The columns that may hold the amounts: those the header suggests first."""
    yield reading.roles
    if set(FIGURES) & reading.said.columns.keys():
        return
    rest = {role: place for role, place in reading.roles.items() if role not in FIGURES}
    places = places_for(reading.found.header, "amount", rest.values())
    tried = {place for role, place in reading.roles.items() if role == "amount"}
    for place in [place for place in places if place not in tried][:MAX_CHOICES]:
        yield rest | {"amount": place}


def _sample(reading: Reading, roles: Mapping[str, int]) -> Counts:
    values = reading.figures.net(roles)
    values = values.drop_null()[:MAX_ROWS_OF_A_SAMPLE]
    try:
        counts = counts_of(values, _PLACES)
    except pa.ArrowInvalid:
        return np.zeros(0, np.int64)
    sample: Counts = counts[counts != 0]
    return sample


def _common(ours: Counts, theirs: Counts, *, turned: bool) -> int:
    """How many amounts of one list are in the other too, each counted as often as it stands in both."""
    left, our_counts = np.unique(ours, return_counts=True)
    right, their_counts = np.unique(-theirs if turned else theirs, return_counts=True)
    _, first, second = np.intersect1d(left, right, assume_unique=True, return_indices=True)
    return int(np.minimum(our_counts[first], their_counts[second]).sum())


def _side_to_turn(readings: Sequence[Reading], turns: Sequence[bool | None]) -> int:
    """The side whose sign is turned: one of which it was not said; of two, that whose amounts all have one sign."""
    free = [side for side, turn in enumerate(turns) if turn is None]
    for side in free:
        values = readings[side].figures.net(readings[side].roles)
        if not pc.any(pc.less(values, 0), min_count=0).as_py() and "balance" not in readings[side].roles:
            return side
    without = [side for side in free if "balance" not in readings[side].roles]
    return (without or free)[0]


def texts_chosen(own: Reading, other: Reading) -> Mapping[str, list[int]]:
    """The columns of the roles reference, name and account; several make up one name, and none is empty."""
    reference = _reference(own, other)
    account = own.roles.get("account")
    return {
        "reference": [] if reference is None else [reference],
        "name": _names(own, reference),
        "account": [] if account is None else [account],
    }


def _reference(own: Reading, other: Reading) -> int | None:
    """Of several columns of numbers that whose numbers stand in the other list's texts most often."""
    first = own.roles.get("reference")
    if first is None or "reference" in own.said.columns:
        return first
    rest = [place for role, place in own.roles.items() if role != "reference"]
    choices = [place for place in places_for(own.found.header, "reference", rest) if place != first]
    if not choices:
        return first
    figures = {place for role, place in other.roles.items() if role in (*FIGURES, "balance", "date")}
    theirs = {
        number
        for place in range(len(other.found.cells))
        if place not in figures
        for text in _first_texts(other.found, place)
        for number in _numbers(text)
    }
    shared = {place: sum(bool(theirs & _numbers(text)) for text in _first_texts(own.found, place))
              for place in (first, *choices)}  # fmt: skip
    return max(shared, key=lambda place: shared[place])  # of equals the first


def _first_texts(found: Columns, place: int) -> Sequence[str]:
    texts: list[str] = found.cells[place][:MAX_ROWS_OF_TEXTS].to_pylist()
    return texts


def _numbers(text: str) -> set[str]:
    return {number.lstrip("0") for number in _NUMBER.findall(text)}


def _names(own: Reading, reference: int | None) -> list[int]:
    """The columns whose headers say that they name somebody or something, in the order of the file."""
    if "name" not in own.roles:
        return []
    if "name" in own.said.columns:
        return [own.roles["name"]]
    taken = [place for role, place in own.roles.items() if role not in ("name", "reference")]
    places = places_for(own.found.header, "name", [*taken, *([] if reference is None else [reference])])
    header = [folded_header(name) for name in own.found.header]
    whole = [place for place in places if header[place] in WORDS["name"]]
    return sorted((whole or [own.roles["name"]])[:MAX_NAME_COLUMNS])
