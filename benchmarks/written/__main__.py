"""How well documents of other bodies than councils, each written by hand, are scrutinised.

    python -m benchmarks.written            # the figures
    python -m benchmarks.written --misses   # and what was not found, not tied or tied to something else
    python -m benchmarks.written later      # the same of the documents that nothing was changed after
    python -m benchmarks.written third      # the same of those with many slips and with counted sums
    python -m benchmarks.written fourth     # the same of those that were read when all was done
    python -m benchmarks.written fifth      # the same of those of another writer

In a document `<<34=>43>>` is a slip, with what is right before it, and `{1|Total|2}` after a figure names the cell that
states it: the table, how its row begins, and its column; several such cells are parted by `;`. `{=}` follows each right
sum, difference or percentage of a sentence.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from msgspec import Struct

from budget_monitor.load.documents.building import Building
from budget_monitor.load.documents.plain import read_plain
from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.document import Document
from budget_monitor.model.documents.scrutiny import DocumentScrutiny, Slip, Spot, TieStatus
from budget_monitor.pipeline.documents.scrutinising import scrutinise_document
from tests.support.document_files import WRITERS

FOLDER = Path(__file__).parent
_SLIP = re.compile(r"<<(.*?)=>(.*?)>>")
_CELL = re.compile(r"\{(\d+\|[^{}]*)\}")
_ENDS = re.compile(r"(?<=[.;!?])\s|\n|<")
_MARKS = re.compile(r"^[^<>]*>|^[\s#|-]+|^\(\w\) |\*\*|\s+$")
"""What of a sentence is no text: the end of a tag, the letter of a paragraph and the signs of Markdown."""
_FIGURE = re.compile(r"£?[\d,.]*\d(?:m|k|p|%| million)?$")


class Wrong(Struct):
    """A slip: what is right, what is typed, and the sentence that it stands in."""

    right: str
    typed: str
    sentence: str


class Paper(Struct):
    """A document as it was written: its text, what was typed wrong in it, and which figures cells state."""

    name: str
    text: str
    wrong: list[Wrong]
    stated: list[tuple[str, list[tuple[int, str, int]]]]
    sums: int


def papers(folder: Path) -> Iterator[Paper]:
    """The documents of a folder."""
    for path in sorted(folder.iterdir()):
        marked = path.read_text(encoding="utf-8")
        sums = marked.count("{=}")
        marked = marked.replace("{=}", "")
        wrong = [_wrong(found, marked) for found in _SLIP.finditer(marked)]
        marked = _SLIP.sub(r"\2", marked)
        stated = []
        for found in _CELL.finditer(marked):
            figure = _FIGURE.search(_CELL.sub("", marked[: found.start()]))
            assert figure is not None, (path.name, found[0])
            places = [one.split("|") for one in found[1].split(";")]
            stated.append((figure[0], [(int(table), row, int(column)) for table, row, column in places]))
        yield Paper(path.name, _CELL.sub("", marked), wrong, stated, sums)


def _wrong(found: re.Match[str], marked: str) -> Wrong:
    parts = (_SLIP.sub(r"\2", one) for one in (marked[: found.start()], found[2], marked[found.end() :]))
    before, typed, after = (unescape(_CELL.sub("", one)) for one in parts)
    return Wrong(unescape(_CELL.sub("", found[1])), typed, _ENDS.split(before)[-1] + typed + _ENDS.split(after)[0])


def read(paper: Paper, folder: Path) -> Document:
    """The document in the form that its name says: `.docx.md` is text that is made into a Word document."""
    stem, _, form = paper.name.removesuffix(".md").rpartition(".")
    path = folder / (f"{stem}.{form}" if stem else paper.name)
    if write := WRITERS.get(f".{form}") if paper.name.endswith(".md") and stem else None:
        building = Building(paper.name)
        read_plain(paper.text, building)
        write(path, building.blocks)
    else:
        path.write_text(paper.text, encoding="utf-8")
    return read_document(path)


def is_of(slip: Slip, wrong: Wrong, document: Document) -> bool:
    """True if a finding is about a figure that was typed wrong, or about the words of a sentence with wrong ones: it is
    placed in it, or says that words which stand partly in it are against one another.
    """
    texts = (slip.sentence, *(spot.text for spot in slip.spots))
    typed = wrong.typed.strip("()£")
    if any(re.search(rf"(?<![\d,.]){re.escape(typed)}(?![\d]|[,.]\d)", text) for text in texts):
        return True
    own = slip.spots if slip.kind is RelationKind.ORDER else slip.spots[:1]
    return not re.search(r"\d", typed) and any(_is_in(_MARKS.sub("", wrong.sentence), one, document) for one in own)


def _is_in(sentence: str, spot: Spot, document: Document) -> bool:
    """True if a place of the running text lies within a sentence."""
    text = next((block.text for block in document.blocks if block.number == spot.block), "")
    begins = text.find(sentence)
    return spot.row < 0 <= begins <= spot.start < begins + len(sentence)


def score(paper: Paper, result: DocumentScrutiny, counts: Counter[str]) -> Iterator[str]:
    """Counts what was found in one document; gives what was not, or not rightly."""
    counts["right sums"] += paper.sums
    for one in paper.wrong:
        found = [slip for slip in result.wrong if is_of(slip, one, result.document)]
        counts["slips"] += 1
        counts["slips found"] += bool(found)
        counts["rightly proposed"] += any(slip.proposed.strip("£") == one.right.strip("£") for slip in found)
        if not found:
            yield f"not found: {one.right} typed as {one.typed}"
    for slip in result.wrong:
        counts["findings"] += 1
        counts["findings that are right"] += (is_right := any(is_of(slip, one, result.document) for one in paper.wrong))
        if not is_right:
            counts["false alarms in sentences"] += bool(slip.sentence)
            yield f"false alarm: {slip.title}: {slip.sentence}"
    yield from _ties(paper, result, counts)


def _ties(paper: Paper, result: DocumentScrutiny, counts: Counter[str]) -> Iterator[str]:
    waiting = list(paper.stated)
    for tie in result.ties:
        at = next((at for at, (text, _) in enumerate(waiting) if text.strip("£") == tie.figure.text.strip("£ ")), None)
        places = waiting.pop(at)[1] if at is not None else []
        counts["stated"] += bool(places)
        is_tied = tie.status is TieStatus.TIED
        if not is_tied or tie.to is None:
            if places:
                yield f"not tied: {tie.figure.text} ({tie.status.value})"
            continue
        if tie.to.row < 0:  # a figure beside it in the sentence, with which it comes out
            counts["stated and tied"] += bool(places)
            continue
        counts["ties"] += 1
        cell = result.document.blocks[tie.to.block]
        label = cell.grid.rows[tie.to.row][0].text if cell.grid is not None else ""
        is_right = any(
            cell.table == table and label.startswith(row) and tie.to.column == column for table, row, column in places
        )
        counts["ties that are right"] += is_right
        counts["stated and tied"] += bool(places)
        if not is_right:
            yield f"tied to another: {tie.figure.text} to {tie.to.text} ({tie.to.place}); stated at {places}"
    for text, places in waiting:
        counts["stated"] += 1
        yield f"not read: {text} {places}"


def main() -> None:
    """Scrutinises all documents and prints what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "folder",
        nargs="?",
        default="documents",
        choices=(
            "documents",
            "later",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ),
    )
    parser.add_argument("--misses", action="store_true")
    asked = parser.parse_args()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for paper in papers(FOLDER / asked.folder):
            said = list(score(paper, scrutinise_document(read(paper, Path(folder))), counts))
            counts["documents"] += 1
            counts["documents with slips"] += bool(paper.wrong)
            if asked.misses:
                print("\n".join(f"{paper.name}: {one}" for one in said) or f"{paper.name}: all right")
    print(f"{counts['documents']} documents, {counts['documents with slips']} of them with slips")
    for whole, part in (
        ("slips", "slips found"), ("slips", "rightly proposed"), ("findings", "findings that are right"),
        ("stated", "stated and tied"), ("ties", "ties that are right"), ("right sums", "false alarms in sentences"),
    ):  # fmt: skip
        print(f"{part}: {counts[part]} of {counts[whole]} = {100 * counts[part] / max(1, counts[whole]):.1f}%")


if __name__ == "__main__":
    main()
