"""Reports of other kinds: nothing is found where nothing is wrong, and nearly every slip put into a sum is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from budget_monitor.discover.discovery import discover
from budget_monitor.figures.written import read_figure
from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.document import Block, Document
from budget_monitor.model.ledgers.grid import GridCell
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.pipeline.documents.scrutinising import scrutinise_document
from tests.support.written_reports import KINDS

NAMES = [kind.__name__ for kind in KINDS]
MIN_FLAGGED = 0.93


def document(folder: Path, kind: int, seed: int) -> Document:
    path = folder / f"{NAMES[kind]}.md"
    path.write_text(KINDS[kind](Random(seed)), encoding="utf-8")
    return read_document(path)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", range(len(KINDS)), ids=NAMES)
def test_nothing_is_wrong_where_nothing_is(tmp_path: Path, kind: int, seed: int) -> None:
    found = scrutinise_document(document(tmp_path, kind, seed))
    assert not found.wrong
    assert any(one.verdict in (Verdict.EXACT, Verdict.WITHIN_ROUNDING) for one in found.relations)


def test_nearly_every_slip_of_the_pen_in_a_sum_is_flagged(tmp_path: Path) -> None:
    """A sample of those that more than rounding tells: digits exchanged, one wrong, one lost or added, a sign."""
    chance = Random(7)
    flagged = []
    for kind in range(len(KINDS)):
        whole = document(tmp_path, kind, 5)
        for slipped in chance.sample(list(_slips(whole, chance)), 12) if kind != NAMES.index("planning") else ():
            found = discover((block.grid for block in slipped.tables if block.grid), is_document=True)
            flagged.append(any(finding.verdict is Verdict.FAIL for finding in found.findings))
    assert sum(flagged) >= MIN_FLAGGED * len(flagged)


def _slips(whole: Document, chance: Random) -> Iterator[Document]:
    found = discover((block.grid for block in whole.tables if block.grid), is_document=True)
    linear = (RelationKind.SUM, RelationKind.DIFFERENCE)
    used = {cell.place for relation in found.relations if relation.kind in linear for cell in relation.cells}
    for block in whole.tables:
        if block.grid is None:
            continue
        for row in range(len(block.grid.rows)):
            for column in range(block.grid.width):
                if block.grid.address(row, column) in used:
                    yield from (_with(whole, block, row, column, text) for text in _written(block, row, column, chance))


def _written(block: Block, row: int, column: int, chance: Random) -> Iterator[str]:
    assert block.grid is not None
    text = block.grid.rows[row][column].text
    at = chance.choice([place for place, one in enumerate(text) if one.isdecimal()])
    yield text[:at] + str((int(text[at]) + chance.randint(2, 8)) % 10) + text[at + 1 :]
    yield (text[:at] + "7" + text[at:]).replace(",", "")
    yield text.strip("()") if "(" in text else f"({text})"


def _with(whole: Document, block: Block, row: int, column: int, text: str) -> Document:
    read = read_figure(text)
    assert read is not None
    assert block.grid is not None
    rows = [list(cells) for cells in block.grid.rows]
    rows[row][column] = GridCell(text, read.value, read.decimals)
    changed = replace(block, grid=replace(block.grid, rows=tuple(map(tuple, rows))))
    return replace(whole, blocks=tuple(changed if one is block else one for one in whole.blocks))
