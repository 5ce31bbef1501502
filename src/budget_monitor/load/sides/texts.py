"""Which texts of a list are references, names and accounts: of several columns, those that the other list shares."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from budget_monitor.load.sides.agree import Reading
from budget_monitor.load.sides.guess import FIGURES, WORDS, places_for
from budget_monitor.load.sides.tables import Columns

MAX_ROWS_OF_A_SAMPLE = 5_000
MAX_NAME_COLUMNS = 3
"""Columns whose texts are joined to a name."""
_NUMBER = re.compile(r"\d{3,}")


def chosen_texts(own: Reading, other: Reading) -> Mapping[str, list[str]]:
    """Row by row the texts of the roles reference, name and account; an empty list where no column has one."""
    found = own.found
    reference = _reference(own, other)
    names = _names(own, reference)
    columns = [found.texts(place) for place in names]
    joined = columns[0] if len(columns) == 1 else [" ".join(filter(None, row)) for row in zip(*columns, strict=True)]
    account = found.texts(own.roles["account"]) if "account" in own.roles else []
    return {"reference": [] if reference is None else found.texts(reference), "name": joined, "account": account}


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
        for text in _sample(other.found, place)
        for number in _numbers(text)
    }
    shared = {place: sum(bool(theirs & _numbers(text)) for text in _sample(own.found, place))
              for place in (first, *choices)}  # fmt: skip
    return max(shared, key=lambda place: shared[place])  # of equals the first


def _sample(found: Columns, place: int) -> Sequence[str]:
    texts: list[str] = found.cells[place][:MAX_ROWS_OF_A_SAMPLE].to_pylist()
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
    header = [" ".join(name.casefold().split()) for name in own.found.header]
    whole = [place for place in places if header[place] in WORDS["name"]]
    return sorted((whole or [own.roles["name"]])[:MAX_NAME_COLUMNS])
