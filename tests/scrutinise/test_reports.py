"""The five source reports: every relation in their tables is found, every slip in their text, and nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.documents.scrutiny import DocumentScrutiny, TieStatus
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.pipeline.documents.scrutinising import scrutinise_document
from tests.support.document_files import WRITERS
from tests.support.places import REPORTS

NAMES = sorted(path.name for path in REPORTS.glob("*.txt"))

# By report, one line for each relation that its tables state, listed by hand: what it makes up, and of what, in one
# place where it holds.
RELATIONS = {
    "cfe-2019-20-annual.txt": [
        "-44 = 5598 5642", "5642 = 5350 292", "-44 = 5630 -32 5642", "131 = 163 32", "163 = 163", "450 = 50 400",
    ],
    "in-2019-20-annual.txt": [
        "-177 = 243 420", "420 = 403 17", "-177 = 352 -109 420", "820 = 929 109", "929 = 929",
    ],
    "cfe-2021-22-annual.txt": [
        "0 = 4971 4971", "42 = 5 8 17 12", "6308 = 400 1864 3206 838", "4971 = 4808 163", "0 = 5068 -97 4971",
        "370 = 500 -130", "1263 = 500 50 300 130 283", "-419 = -130 -50 -239 0 0", "844 = 370 0 61 130 283",
        "194 = 50 124 20",
    ],
    "in-2021-22-mid-year.txt": ["0 = 621 621", "621 = 573 48", "0 = 621 0 621", "668 = 623 45", "668 = 668 0"],
    "rcg-2021-22-agreement.txt": [
        "52172 = 24502 27670", "885 = 613 250 50 -28", "-502 = -60 -276 -166", "24502 = 24119 885 -502",
        "3292 = 2482 810", "2442 = 3292 -850", "26417 = 2482 5480 664 1578 2978 0 2645 3328 2780 0 0 1600 2882",
        "3216 = 397 21 51 29 2652 66", "3256 = 3216 40", "502 = 60 276 166", "8624 = 2273 3022 27 29 3273",
        "41224 = 13 10414 2935 11262 16371 229", "49848 = 8624 41224",
        "49848 = 14980 263 30327 3049 1200 29",
    ],
}  # fmt: skip

# By report, the line and the words of each slip that is known to be in its text.
SLIPS = {
    "cfe-2019-20-annual.txt": [(93, "87.0%"), (93, "93.0%"), (100, "37%"), (105, "2018/20")],
    "in-2019-20-annual.txt": [],
    "cfe-2021-22-annual.txt": [(34, "45"), (36, "2022-23"), (378, "£4,971m")],
    "in-2021-22-mid-year.txt": [
        (126, "48%"), (148, "the year from July 2020 to June 2022"), (155, "2017/17"), (334, "April to September 2020"),
    ],
    "rcg-2021-22-agreement.txt": [
        (183, "1. RESOURCES, COMMISSIONING & GOVERNANCE DELIVERY PLAN & PERFORMANCE FRAMEWORK"), (265, "2022/22"),
        (435, "RCG.3.1 BV12 (ii)"), (442, "3. RESOURCES, COMMISSIONING & GOVERNANCE"),
    ],
}  # fmt: skip


@cache
def scrutiny(name: str) -> DocumentScrutiny:
    return scrutinise_document(read_document(REPORTS / name))


@pytest.mark.parametrize("name", NAMES)
def test_every_relation_of_the_tables_is_found_and_holds(name: str) -> None:
    found = set()
    for relation in scrutiny(name).relations:
        if relation.verdict in (Verdict.EXACT, Verdict.WITHIN_ROUNDING):
            first, *others = (str(cell.value) for cell in relation.cells)
            found.add((first, tuple(sorted(others))))
    for line in RELATIONS[name]:
        first, _, parts = line.partition(" = ")
        assert (first, tuple(sorted(parts.split()))) in found, line


def test_no_fewer_relations_are_listed_than_there_are() -> None:
    assert sum(map(len, RELATIONS.values())) >= 37


@pytest.mark.parametrize("name", NAMES)
def test_every_slip_of_the_text_is_found_and_nothing_else(name: str) -> None:
    assert [(slip.where.line, slip.where.text) for slip in scrutiny(name).wrong] == SLIPS[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_of_the_text_is_tied_repeated_or_untied(name: str) -> None:
    one = scrutiny(name)
    assert all((tie.to is None) == (tie.status is TieStatus.UNTIED) for tie in one.ties)
    assert one.count(TieStatus.TIED) > 0


@pytest.mark.parametrize("ending", sorted(WRITERS))
@pytest.mark.parametrize("name", NAMES)
def test_the_same_is_found_in_every_form(tmp_path: Path, name: str, ending: str) -> None:
    whole = read_document(REPORTS / name)
    other = read_document(WRITERS[ending](tmp_path / f"report{ending}", whole.blocks))
    assert [len(block.grid.rows) for block in other.tables if block.grid] == [
        len(block.grid.rows) for block in whole.tables if block.grid
    ]
    found = scrutinise_document(other)
    assert [(slip.title, slip.where.text) for slip in found.wrong] == [
        (slip.title, slip.where.text) for slip in scrutiny(name).wrong
    ]
