"""What can be read: one table of endings for the loader, for outputs and for messages."""

from pathlib import Path

import pytest

from budget_monitor.load.sources.kinds import kind_of, kind_of_set, would_be_read


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("savings.csv", "CSV file"),
        ("SAVINGS.CSV", "CSV file"),
        ("savings.parquet", "Parquet file"),
        ("savings.xlsx", "workbook"),
        ("Savings.ODS", "workbook"),
        ("~$savings.xlsx", None),
        ("council.duckdb", "DuckDB file"),
        ("council.db", None),  # too common an ending to be read unasked
        (".savings.csv", None),
        ("notes.txt", None),
    ],
)
def test_a_file_in_a_folder_is_known_by_its_ending(name: str, title: str | None) -> None:
    kind = kind_of(Path(name))
    assert (kind.title if kind else None) == title


def test_a_file_may_be_named_in_place_of_a_folder(tmp_path: Path) -> None:
    for name in ("council.duckdb", "council.DB", "savings.csv", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "folder.duckdb").mkdir()
    assert {path.name for path in tmp_path.iterdir() if kind_of_set(path)} == {
        "council.duckdb",
        "council.DB",
        "savings.csv",
    }


@pytest.mark.parametrize(
    "name",
    ["a.csv", ".a.csv", "a.Parquet", "a.duckdb", "a.db", "accepted.toml", "rules/own.toml", ".budget-monitor/runs"],
)
def test_nothing_is_written_over_what_would_be_read(name: str) -> None:
    assert would_be_read(Path(name))


@pytest.mark.parametrize("name", ["report.html", "report.json", "report.md", "csv"])
def test_reports_may_stand_beside_ledgers(name: str) -> None:
    assert not would_be_read(Path(name))
