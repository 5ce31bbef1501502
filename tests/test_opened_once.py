"""A set's files are listed and opened once in a run, whatever has to know what is among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from budget_monitor.pipeline import check

duckdb = pytest.importorskip("duckdb")

LIMITS = "financial_year,period,portfolio,previously_reported,change,cash_limit\n2021/22,Q4,Libraries,5,1,6\n"
SAVING = "select '2021/22' financial_year, 'Q4' period, 'Libraries' portfolio, 'Fewer' proposal, 'Green' risk_rating, "


def test_a_folder_is_listed_once_and_a_database_in_it_opened_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cash_limits.csv").write_text(LIMITS, encoding="utf-8")
    with duckdb.connect(str(tmp_path / "council.duckdb")) as connection:
        connection.execute(f"create table savings as {SAVING} 5.00 as value")
    seen = Counter[str]()
    iterdir, connect = Path.iterdir, duckdb.connect

    def listing(folder: Path) -> Iterator[Path]:
        seen["listed"] += folder == tmp_path
        return iterdir(folder)

    def connecting(*arguments: object, **options: object) -> object:
        seen["opened"] += 1
        return connect(*arguments, **options)

    monkeypatch.setattr(Path, "iterdir", listing)
    monkeypatch.setattr(duckdb, "connect", connecting)
    report = check(tmp_path)
    assert [read.file for read in report.inputs] == ["cash_limits.csv", "council.duckdb:savings"]
    assert seen == {"listed": 1, "opened": 1}
