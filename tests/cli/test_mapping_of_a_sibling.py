"""Claims about a file that is checked without the rules that were written for last quarter's."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from budget_monitor.cli import app

FIRST = "Service,Budget,Forecast,Variance\nParks,12000,12500,500\nRoads,34000,33100,-900\nTotal,46000,45600,-400\n"
SECOND = FIRST.replace("12500,500", "12700,700").replace("45600,-400", "45800,-200")


def ran(*words: str) -> tuple[str, int]:
    result = CliRunner().invoke(app, [*words])
    return " ".join(result.output.split()), result.exit_code


def test_a_mapping_that_fits_is_told_with_how_to_apply_it(tmp_path: Path) -> None:
    first, second = tmp_path / "q1.csv", tmp_path / "q2.csv"
    first.write_text(FIRST)
    second.write_text(SECOND)
    assert ran("check", str(first), "--write-rules")[1] == 0
    told, code = ran("check", str(second))
    assert "the mapping q1.source.toml beside it, of another file, fits it too: copy that as q2.source.toml" in told
    assert code == 0
    (tmp_path / "q2.source.toml").write_text((tmp_path / "q1.source.toml").read_text())
    told, code = ran("check", str(second))
    assert "beside it" not in told
    assert code == 0


def test_a_mapping_of_another_layout_is_not_told(tmp_path: Path) -> None:
    first, other = tmp_path / "q1.csv", tmp_path / "other.csv"
    first.write_text(FIRST)
    assert ran("check", str(first), "--write-rules")[1] == 0
    other.write_text("Site,Plan,Actual,Left\nA,120,130,-10\nB,340,300,40\nTotal,460,430,30\n")
    assert "beside it" not in ran("check", str(other))[0]
