"""Of any documents, how many slips put into the figures of their tables that take part in a sum are found.

    python -m benchmarks.papers.cells tests/transcription/reports/*.txt

Each figure that takes part in a sum or a difference gets one slip of each kind, one at a time; what the document's own
findings do not have already counts as found. `--misses` lists the others.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from msgspec.structs import replace

from benchmarks.papers.score import KINDS, slipped
from budget_monitor.figures.written import read_figure
from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.document import Block, Document
from budget_monitor.model.ledgers.grid import GridCell
from budget_monitor.pipeline.documents.scrutinising import scrutinise_document

LINEAR = (RelationKind.SUM, RelationKind.DIFFERENCE, RelationKind.RUNNING)


def cells_in_sums(whole: Document) -> list[tuple[Block, int, int]]:
    """The cells of a document that take part in a sum, a difference or a roll-forward."""
    from budget_monitor.discover.discovery import discover

    found = discover((block.grid for block in whole.tables if block.grid), is_document=True)
    used = {cell.place for relation in found.relations if relation.kind in LINEAR for cell in relation.cells}
    return [
        (block, row, column)
        for block in whole.tables
        if block.grid is not None
        for row in range(len(block.grid.rows))
        for column in range(block.grid.width)
        if block.grid.address(row, column) in used
    ]


def with_cell(whole: Document, block: Block, row: int, column: int, text: str) -> Document:
    """A document in which one cell has another text."""
    read, grid = read_figure(text), block.grid
    assert read is not None
    assert grid is not None
    rows = [list(cells) for cells in grid.rows]
    rows[row][column] = GridCell(text, read.value, read.decimals)
    changed = replace(block, grid=replace(grid, rows=tuple(map(tuple, rows))))
    return replace(whole, blocks=tuple(changed if one is block else one for one in whole.blocks))


def slips_of(whole: Document, chance: Random, rounds: int) -> Iterator[tuple[str, str, str, Document]]:
    """For each cell in a sum, slips of each kind: the kind, what was written, what is, and the document."""
    for block, row, column in cells_in_sums(whole):
        assert block.grid is not None
        before = block.grid.rows[row][column].text
        seen = {before}
        for kind in KINDS * rounds:
            after = slipped(before, kind, chance) if any(one.isdecimal() for one in before) else ""
            read, was = (read_figure(after) if after else None), read_figure(before)
            if after in seen or read is None or was is None or read.value is None or read.value == was.value:
                continue
            seen.add(after)
            yield kind, before, after, with_cell(whole, block, row, column, after)


def main() -> None:
    """Puts slips into documents and prints how many are found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="+")
    parser.add_argument("--rounds", type=int, default=1, help="slips of each kind in each cell")
    parser.add_argument("--misses", action="store_true")
    asked = parser.parse_args()
    put: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for name in asked.documents:
        whole = read_document(Path(name))
        known = {slip.id for slip in scrutinise_document(whole).wrong}
        cells = len(cells_in_sums(whole))
        before = put.total(), found.total()
        for kind, text, other, document in slips_of(whole, Random(name), asked.rounds):
            put[kind] += 1
            hit = any(slip.id not in known for slip in scrutinise_document(document).wrong)
            found[kind] += hit
            if asked.misses and not hit:
                print(f"MISSED {Path(name).name} {kind} {text} -> {other}")
        print(f"{Path(name).name}: {cells} cells, {found.total() - before[1]} of {put.total() - before[0]}")
    for kind in KINDS:
        print(f"{kind}: {found[kind]}/{put[kind]}")
    print(f"all: {found.total()}/{put.total()} = {100 * found.total() / max(1, put.total()):.1f}%")


if __name__ == "__main__":
    main()
