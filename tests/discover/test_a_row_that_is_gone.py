"""Rules written of a table whose row is renamed next quarter: how many of them could not be run is told."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.pipeline.checking import check

TABLE = """Item,Budget,Outturn,Variance
Rents,-11991,-9683,2308
Garages,-437,-325,112
Service charges,-667,-313,354
Total income,-13095,-10321,2774
Repairs,1159,1114,-45
Management,1571,1725,154
Depreciation,1900,2804,904
Total expenditure,4630,5643,1013
Net cost,-8465,-4678,3787
"""


def test_how_many_rules_were_not_run_for_a_row_that_is_gone_is_told(tmp_path: Path) -> None:
    """The columns are still checked, so that what is left out would look like nothing."""
    file = tmp_path / "hra.csv"
    file.write_text(TABLE, encoding="utf-8")
    written = CliRunner().invoke(app, ["check", str(file), "--write-rules"])
    assert written.exit_code == 0, written.stderr
    assert not check(file).not_run
    file.write_text(TABLE.replace("Garages", "Garages and sheds"), encoding="utf-8")
    report = check(file)
    assert [one.message.partition(";")[0] for one in report.input_problems if one.severity == "error"] == [
        "no row 'Garages' for garages"
    ]
    assert report.not_run == (("hra_rows", 3),)
    ran = CliRunner().invoke(app, ["check", str(file)])
    assert ran.exit_code == 2
    assert "nothing here to check, 3 of them because hra_rows could not be read." in " ".join(ran.stdout.split())
