"""Reports of eight more bodies, written after the detector: nothing is wrong in them, and their text ties to tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.documents.scrutiny import TieStatus
from budget_monitor.pipeline.documents.scrutinising import scrutinise_document

LATER = Path(__file__).parent / "later"
STATED = {
    "nhs.md": ["£91.839m", "£90.864m", "£154.283m"],
    "club.md": ["£19,998.45", "£10,240.71", "£5,018.50"],
    "school.md": ["£1,639,893", "£1,603,954"],
    "housing.md": ["508"],
    "police.md": ["£237.471m"],
    "charity.html": ["£118,810", "£102,837", "£107,761"],
    "waste.md": ["29,411", "6,970", "3,264", "34.8%"],
    "pension.md": ["£1,799.5m", "£770.4m"],
}
"""By document the figures of its text that a table has."""
MIN_TIED = 0.85


@pytest.mark.parametrize("name", STATED)
def test_nothing_is_wrong_in_a_report_of_another_body(name: str) -> None:
    assert scrutinise_document(read_document(LATER / name)).wrong == ()


def test_figures_of_the_text_are_tied_to_the_cells_that_state_them() -> None:
    tied, whole = 0, 0
    for name, stated in STATED.items():
        ties = {tie.figure.text: tie for tie in scrutinise_document(read_document(LATER / name)).ties}
        for text in stated:
            tie = ties[text]
            whole += 1
            tied += tie.status is TieStatus.TIED and tie.to is not None
    assert tied >= MIN_TIED * whole, f"{tied} of {whole}"


def test_a_row_of_100_per_cent_is_the_whole_of_the_lines_above_it(tmp_path: Path) -> None:
    text = (LATER / "pension.md").read_text(encoding="utf-8")
    for slipped in ("| Bonds | 33.3 |", "| Bonds | 3,323 |", "| Bonds | 332.73 |"):
        (tmp_path / "fund.md").write_text(text.replace("| Bonds | 332.3 |", slipped), encoding="utf-8")
        (slip,) = scrutinise_document(read_document(tmp_path / "fund.md")).wrong
        assert slip.proposed in ("332.3", "")
