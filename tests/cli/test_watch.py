"""`check --watch`: a file is saved, and the set is checked again."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from budget_monitor.cli import app

OUTTURNS = """\
financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance
2021/22,Q4,Libraries,outturn,4800,4930,(130),4800,0
2021/22,Q4,Parks,outturn,100,100,0,{outturn},{variance}
"""
WRONG, RIGHT = OUTTURNS.format(outturn=110, variance=10), OUTTURNS.format(outturn=100, variance=0)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    file = tmp_path / "outturns.csv"
    file.write_text(WRONG, encoding="utf-8")
    return file


def watched(ledger: Path, monkeypatch: pytest.MonkeyPatch, *saved: str | None) -> Result:
    """What is shown while a file is saved with these texts in turn (None: not at all), and then Ctrl-C is pressed."""
    texts = iter(saved)

    def sleep(_seconds: float) -> None:
        for text in texts:
            if text is not None:
                ledger.write_text(text, encoding="utf-8")
            return
        raise KeyboardInterrupt

    monkeypatch.setattr("budget_monitor.cli.shared.watching.time.sleep", sleep)
    return CliRunner().invoke(app, ["check", str(ledger.parent), "--watch"], prog_name="budget-monitor")


def test_what_is_settled_and_what_is_new_is_said(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit code is that of the last check."""
    result = watched(ledger, monkeypatch, RIGHT, WRONG.replace("4800,0", "4810,10"))
    first, second, third = result.stdout.split("Checked again at ")
    assert "OT01" not in first.split("Put right")[0]
    assert "Since the last check: " in second
    assert "resolved  OT01 Parks" in second
    assert "nothing new" in second
    assert "new       OT01 Parks" in third
    assert "new       OT01 Libraries" in third
    assert result.exit_code == 1


def test_nothing_is_said_while_nothing_is_saved(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = watched(ledger, monkeypatch, None, None)
    assert "Checked again" not in result.stdout
    assert result.exit_code == 1


def test_what_cannot_be_read_at_the_moment_is_waited_for(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = watched(ledger, monkeypatch, "", RIGHT)
    assert "Traceback" not in result.output
    assert "resolved  OT01 Parks" in result.stdout
    assert result.exit_code == 0


@pytest.mark.parametrize("options", [["--output", "x.json"], ["--format", "json"], ["--record"]])
def test_it_is_for_the_screen_alone(ledger: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]) -> None:
    monkeypatch.setattr("budget_monitor.pipeline.check_ledgers", pytest.fail)
    result = CliRunner().invoke(app, ["check", str(ledger.parent), "--watch", *options], prog_name="budget-monitor")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--watch" in result.stderr


def test_the_history_and_hidden_files_are_not_watched(tmp_path: Path, ledger: Path) -> None:
    from budget_monitor.cli.shared.stamps import _files

    (tmp_path / ".budget-monitor").mkdir()
    (tmp_path / ".budget-monitor" / "history.sqlite").touch()
    (tmp_path / "~$quarter.xlsx").touch()
    assert list(_files(tmp_path, 2)) == [ledger]
