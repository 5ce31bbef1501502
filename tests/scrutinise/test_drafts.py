"""From one draft to the next: what was cleared stays so where nothing changed, and what changed is told."""

from __future__ import annotations

from pathlib import Path
from random import Random

from budget_monitor.load.documents.reading import read_document
from budget_monitor.pipeline.documents.scrutinising import scrutinise, scrutinise_document
from budget_monitor.scrutinise.cleared import key_of_slip
from tests.support.places import REPORTS

MIN_CLEARED_AGAIN = 0.95


def keys(path: Path) -> dict[str, int]:
    """The keys of all findings, each with the line it is on."""
    document = read_document(path)
    return {key_of_slip(document, slip): slip.where.line for slip in scrutinise_document(document).slips}


def redrafted(lines: list[str], kept: set[int], chance: Random) -> list[str]:
    """A draft with rows inserted, paragraphs moved and added, and wording altered, but for the lines to be kept."""
    drawn = list(enumerate(lines, start=1))
    for _ in range(15):
        at = chance.randrange(len(drawn))
        number, line = drawn[at]
        if "\t" in line and number not in kept:
            drawn.insert(at, (0, "A row of notes" + "\t" * line.count("\t")))
        elif len(line) > 60 and number not in kept:
            drawn[at] = (number, line.replace(" the ", " this ", 1))
        elif not line.strip() and at and "\t" not in drawn[at - 1][1]:
            drawn.insert(at, (0, "\nThe committee is asked to note the position set out here.\n"))
    return [line for _, line in drawn]


def test_what_was_cleared_is_cleared_again_where_nothing_changed(tmp_path: Path) -> None:
    known, again = 0, 0
    for report in sorted(REPORTS.glob("*.txt")):
        own = keys(report)
        lines = report.read_text(encoding="utf-8").split("\n")
        draft = tmp_path / report.name
        draft.write_text("\n".join(redrafted(lines, set(own.values()), Random(3))), encoding="utf-8")
        known += len(own)
        again += len(own.keys() & keys(draft).keys())
    assert again >= MIN_CLEARED_AGAIN * known > 0


def test_what_changed_is_told_and_what_only_moved_is_not(tmp_path: Path) -> None:
    table = "\n\n| | £000 |\n|---|--:|\n| Pay | 50 |\n| Rent | {0} |\n| Total | 174 |\n\n"
    first, second = tmp_path / "first.md", tmp_path / "second.md"
    first.write_text(
        "# Pay\n\nAll is well. Rent was £124,000 this year." + table.format(124) + "It ends.\n", encoding="utf-8"
    )
    second.write_text("# Pay\n\nIt ends. Rent was £142,000 this year." + table.format(142) + "New.\n", encoding="utf-8")
    changes = scrutinise([second], since=first).changes or ()
    assert [(one.was, one.now) for one in changes] == [
        ("Rent was £124,000 this year.", "Rent was £142,000 this year."),
        ("Rent | 124", "Rent | 142"),
        ("", "New."),
        ("All is well.", ""),
    ]
    assert scrutinise([first], since=first).changes == ()
