"""Slips of one table that break several of its sums are told once each."""

from __future__ import annotations

from pathlib import Path

from budget_monitor.pipeline.documents.scrutinising import scrutinise


def test_two_slips_of_one_table_are_told_once_each_with_what_to_type(tmp_path: Path) -> None:
    """A variance without its brackets and a total with two digits exchanged break four sums, two of each."""
    path = tmp_path / "report.md"
    rows = (
        "Service £000 | Budget | Forecast | Variance", "--- | --: | --: | --:", "Homelessness | 4,250 | 4,480 | 230",
        "Repairs | 5,130 | 5,065 | 65", "Regeneration | 1,870 | 1,850 | (20)", "Support | 1,230 | 1,220 | (10)",
        "Total | 12,480 | 12,651 | 135",
    )  # fmt: skip
    table = "\n".join(f"| {row} |" for row in rows)
    path.write_text(f"# Housing, mid-year 2026/27\n\n{table}\n", encoding="utf-8")
    (one,) = scrutinise([path]).documents
    assert [(slip.where.text, slip.proposed) for slip in one.slips] == [("65", "-65"), ("12,651", "12,615")]
    assert not one.no_sums, "the budgets do add up to their total"
