"""What was found in the tables of a document, at places that a person finds: its slips, and the figures that hold."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from budget_monitor.figures.naming import cell_place
from budget_monitor.figures.written import read_figure
from budget_monitor.model.checks.relation import Relation, RelationKind
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.documents.document import Block, Document
from budget_monitor.model.documents.scrutiny import Proposal, Slip, Spot, Tick
from budget_monitor.model.ledgers.money import plain, thousands_text
from budget_monitor.model.results.outcome import Finding, Outcome
from budget_monitor.scrutinise.passages import as_held
from budget_monitor.scrutinise.same_name import SameName
from budget_monitor.scrutinise.table_figures import TableFigure

_WRONG = {
    "sum": "A total is not the sum of its lines",
    "difference": "A difference is not what one figure leaves of another",
    "ratio": "A ratio is not that of the figures beside it",
    "product": "A product is not that of the figures beside it",
    "average": "An average is not that of the figures beside it",
    "running": "An opening figure is not the closing one before",
    "tie": "The same figure differs in two places",
}
"""What a slip of each kind in a table is called."""


class Places:
    """From the addresses of cells in grids to places that a person finds."""

    def __init__(self, document: Document) -> None:
        self._file = document.file
        self._tables = {block.grid.sheet: block for block in document.tables if block.grid is not None}
        self._cells: dict[str, dict[str, tuple[Block, int, int]]] = {}
        self._words: dict[str, str] = {}

    def _cell(self, address: str) -> tuple[Block, int, int] | None:
        """Where a cell stands; the cells of a table are gone through when one of them is asked for."""
        sheet = address.rpartition("!")[0]
        if sheet not in self._cells:
            block = self._tables.get(sheet)
            grid = block.grid if block is not None else None
            self._cells[sheet] = {} if block is None or grid is None else {
                grid.address(row, column): (block, row, column)
                for row in range(len(grid.rows)) for column in range(grid.width)
            }  # fmt: skip
        return self._cells[sheet].get(address)

    def _at(self, address: str) -> tuple[Block, int, int]:
        found = self._cell(address)
        if found is None:
            raise KeyError(address)
        return found

    def words(self, address: str) -> str:
        """A cell's place in words."""
        if address not in self._words:
            found = self._cell(address)
            self._words[address] = cell_place(*found) if found else address
        return self._words[address]

    def spot(self, address: str) -> Spot:
        """A cell by its address."""
        block, row, column = self._at(address)
        cell = block.grid.rows[row][column] if block.grid is not None else None
        text = cell.text if cell is not None else ""
        return Spot(
            self._file, self.words(address), text, cell.value if cell is not None else None,
            block.line_of(row), block.number, 0, len(text), row, column,
        )  # fmt: skip

    def relation(self, relation: Relation) -> Relation:
        """The same relation with places in words, and with the figures as they are written."""
        cells = tuple(replace(cell, place=self.words(cell.place)) for cell in relation.cells)
        return replace(relation, cells=cells, sentence=_written(relation))

    def ticks(self, relations: Sequence[Relation]) -> list[Tick]:
        """Every cell of the relations that hold."""
        held = [one for one in relations if one.verdict in HELD]
        return [Tick(self.spot(cell.place), as_held(_written(one), one.verdict)) for one in held for cell in one.cells]

    def block_of(self, finding: Finding) -> int:
        """The number of the table that a finding is in."""
        return self._at(_address(finding, 0))[0].number

    def slips(self, findings: Sequence[Finding], proposals: Sequence[Proposal], same_name: SameName) -> list[Slip]:
        """Findings of tables as slips of the document: those that one cell resolves are one, at that cell. Where
        another table has a figure of the same name that is what one cell of a sum should be, it is that cell.
        """
        left = {finding.id: finding for finding in findings}
        made = []
        for proposal in proposals:
            own = [left.pop(one) for one in proposal.findings if one in left]
            if own and self._cell(proposal.address) is not None:
                culprit = self.spot(proposal.address)
                value = read_figure(proposal.text)
                same = same_name.stating(culprit, value.value) if value is not None else None
                slip = self._slip(own, culprit, proposal.text)
                made.append(slip if same is None else _borne_out(slip, same))
        return [*made, *(self._by_name(finding, same_name) for finding in left.values())]

    def _by_name(self, finding: Finding, same_name: SameName) -> Slip:
        """A finding of which it is not known what is wrong, but for what other tables say of its figures."""
        gap = plain(finding.gap) if finding.gap is not None else Decimal()
        found: list[tuple[Spot, str, TableFigure]] = []
        for at, term in enumerate(finding.terms if gap else ()):
            spot = self.spot(_address(finding, at))
            right = spot.value - gap / term.coefficient if spot.value is not None else None
            if right is not None and (same := same_name.stating(spot, right)) is not None:
                found.append((spot, thousands_text(right), same))
        if len(found) != 1:
            return self._slip([finding], None, "")
        ((spot, right_text, same),) = found
        return _borne_out(self._slip([finding], spot, right_text), same)

    def _slip(self, findings: Sequence[Finding], culprit: Spot | None, proposed: str) -> Slip:
        """One slip; its first place is the cell to put right, or the total where that cannot be told."""
        first = findings[0]
        sentences = []
        spots = [culprit] if culprit is not None else []
        for finding in findings:
            own = [self.spot(_address(finding, at)) for at in range(len(finding.cells))]
            spots += [spot for spot in own if spot not in spots]
            sentences.append(f"{_sum_text(finding, own)}, but {own[0].text} is written")
        evidence = first.message.rpartition(" (")[2].rstrip(")")
        return Slip(
            first.id, Outcome.WRONG, RelationKind(first.rule), _WRONG.get(first.rule, first.title), tuple(spots),
            "; ".join(sentences) + (f" ({evidence})" if evidence else ""), proposed,
        )  # fmt: skip


def _borne_out(slip: Slip, same: TableFigure) -> Slip:
    return replace(slip, sentence=f"{slip.sentence}; {same.text} is written in {same.spot.place}")


def _written(relation: Relation) -> str:
    """A relation of a table with its figures: 5,642 = 5,350 + 292."""
    target, *terms = relation.cells
    if relation.kind not in (RelationKind.SUM, RelationKind.DIFFERENCE):
        parts = " and ".join(cell.text for cell in terms)
        return f"{target.text} is the {relation.kind.value} of {parts}"
    if len(terms) > MAX_PARTS_SHOWN:
        made = f"the sum of {len(terms)} figures from {terms[0].text} to {terms[-1].text}"
    else:
        made = (
            "".join(f" {'−' if cell.coefficient < 0 else '+'} {cell.text}" for cell in terms if cell.text.strip())
            .removeprefix(" + ")
            .strip()
        )
    holds = relation.verdict in HELD
    return f"{target.text} {'=' if holds else '≠'} {made}"


def _address(finding: Finding, at: int) -> str:
    ref = finding.cells[at].ref
    sheet = ref.file.partition(":")[2]
    return f"{sheet}!{ref.column}{ref.line}" if sheet else f"{ref.column}{ref.line}"


def _sum_text(finding: Finding, spots: Sequence[Spot]) -> str:
    """The arithmetic with the figures as they are written."""
    signs = [-int(term.coefficient) for term in finding.terms[1:]]
    parts = [spot.text for spot in spots[1:]]
    computed = thousands_text(plain(finding.computed)) if finding.computed is not None else ""
    if finding.rule == RelationKind.RATIO:
        return _ratio_text(computed, *spots[1:])
    if computed.startswith("-"):
        computed = f"({computed[1:]})" if spots[0].text.startswith("(") else f"−{computed[1:]}"
    if not signs or len(parts) > MAX_PARTS_SHOWN:
        return f"the figures {parts[0]} … {parts[-1]} come to {computed}"
    added_first = sorted(zip(signs, parts, strict=True), key=lambda one: one[0] < 0)
    text = "".join(f" {'−' if sign < 0 else '+'} {part}" for sign, part in added_first if part.strip())
    return f"{text.removeprefix(' + ').strip()} comes to {computed}"


def _ratio_text(shown: str, part: Spot, whole: Spot) -> str:
    """What two figures make: a percentage, a quotient, or a change in percent."""
    share = part.value / whole.value if part.value is not None and whole.value else Decimal()
    ways = {
        f"{part.text} of {whole.text} is {shown}%": share * 100,
        f"{part.text} divided by {whole.text} comes to {shown}": share,
        f"from {whole.text} to {part.text} is a change of {shown}%": (share - 1) * 100,
        f"from {whole.text} to {part.text} is a change of {shown} in one": share - 1,
        f"1,000 × {part.text} divided by {whole.text} comes to {shown}": share * 1_000,
        f"1,000,000 × {part.text} divided by {whole.text} comes to {shown}": share * 1_000_000,
    }
    computed = Decimal(shown.replace(",", ""))
    return min(ways, key=lambda way: abs(ways[way] - computed))


MAX_PARTS_SHOWN = 6
