"""A sentence scrutinised as a report of its own, as it should be and with one figure mistyped."""

from __future__ import annotations

from pathlib import Path

from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.documents.scrutiny import DocumentScrutiny
from budget_monitor.pipeline.documents.scrutinising import scrutinise_document


def scrutinised(folder: Path, text: str) -> DocumentScrutiny:
    """What is said of a report that is nothing but this text."""
    path = folder / "paper.md"
    path.write_text(text, encoding="utf-8")
    return scrutinise_document(read_document(path))


def assert_told_only_of(typed: str, sentence: str, folder: Path) -> None:
    """Checks that a sentence holds with the figure in its braces, and is told of with what was typed for it."""
    before, _, rest = sentence.partition("{")
    right, _, after = rest.partition("}")
    good = scrutinised(folder, f"{before}{right}{after}")
    assert good.relations
    assert good.slips == ()
    told = scrutinised(folder, f"{before}{typed}{after}").wrong
    assert len(told) == 1
    assert any(spot.text.startswith(typed) for spot in told[0].spots)
