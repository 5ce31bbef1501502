"""Names that differ in their capitals alone have one spelling, however many names there are."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from budget_monitor.load.cells.spellings import Spellings

NAMES = st.text("aAß1 2é-", min_size=1, max_size=5)
BLOCKS = st.lists(st.lists(NAMES, min_size=1, unique=True), min_size=1, max_size=6)


def joined(spellings: Spellings, *names: str) -> list[str]:
    return list(spellings.joined(pa.array(names, pa.string())).to_pylist())


@given(BLOCKS, st.lists(NAMES, max_size=2))
def test_names_are_one_exactly_where_they_differ_in_capitals_alone(blocks: list[list[str]], known: list[str]) -> None:
    spellings = Spellings(known)
    spelling = {name.casefold(): joined(spellings, name)[0] for name in known}
    for block in blocks:
        for name, first in zip(block, joined(spellings, *block), strict=True):
            assert first.casefold() == name.casefold()
            assert spelling.setdefault(name.casefold(), first) == first


def test_the_first_spelling_stands_and_one_of_a_rule_before_it() -> None:
    spellings = Spellings(["recharge"])
    assert joined(spellings, "Housing", "Recharge", "jn1") == ["Housing", "recharge", "jn1"]
    assert joined(spellings, "HOUSING", "JN1", "RECHARGE") == ["Housing", "jn1", "recharge"]


def test_numbered_names_are_spelled_alike_and_only_what_is_around_the_number_is_remembered() -> None:
    spellings = Spellings()
    assert joined(spellings, "Reserve 1", "2021/22 A", "007") == ["Reserve 1", "2021/22 A", "007"]
    assert joined(spellings, "RESERVE 2", "2021/22 a", "31") == ["Reserve 2", "2021/22 A", "31"]
    joined(spellings, *(f"Reserve {number}" for number in range(10_000)))
    assert list(spellings._first.values()) == ["Reserve ", "/22 A", ""]
