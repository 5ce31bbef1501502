"""Names that differ in their capitals alone have one spelling, however many names there are."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from budget_monitor.load.cells.spellings import Spellings

NAMES = st.sampled_from(
    ["Housing", "HOUSING", "JN7", "jn7", "Jn7", "inv-1a", "INV-1A", "Reserve 8", "RESERVE 8", "ß1", "SS1"]
)
BLOCKS = st.lists(st.lists(NAMES, min_size=1, unique=True), min_size=1, max_size=6)


def joined(spellings: Spellings, *names: str) -> list[str]:
    return list(spellings.joined(pa.array(names, pa.string())).to_pylist())


@given(BLOCKS, st.integers(0, 4), st.lists(NAMES, max_size=2))
def test_names_meet_where_they_differ_in_capitals_alone(blocks: list[list[str]], most: int, known: list[str]) -> None:
    spellings = Spellings(known, most)
    spelling: dict[str, str] = {name.casefold(): name for name in known}
    for block in blocks:
        for name, first in zip(block, joined(spellings, *block), strict=True):
            assert first.casefold() == name.casefold()
            assert spelling.setdefault(name.casefold(), first) == first


@given(BLOCKS, st.lists(NAMES, max_size=2))
def test_of_few_names_the_first_spelling_stands(blocks: list[list[str]], known: list[str]) -> None:
    spellings = Spellings(known)
    spelling = {name.casefold(): name for name in known}
    for block in blocks:
        assert joined(spellings, *block) == [spelling.setdefault(name.casefold(), name) for name in block]


def test_codes_in_capitals_are_not_remembered_beyond_a_bound() -> None:
    spellings = Spellings(most=2)
    assert joined(spellings, "Housing", "jn1") == ["Housing", "jn1"]
    assert joined(spellings, "JN1", "JN2", "housing", "jn3") == ["jn1", "JN2", "Housing", "JN3"]
    assert joined(spellings, "JN3", "Parks", "PARKS") == ["JN3", "Parks", "Parks"]
    assert not {"jn2", "jn3"} & spellings._first.keys()
