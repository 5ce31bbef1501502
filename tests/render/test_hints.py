"""Commands that a report leads on to work as they are printed: each is run by a shell."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from budget_monitor.cli import app
from budget_monitor.render.text.shell import shell_word

OUTTURNS = """\
financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance
2021/22,Q4,Libraries,outturn,4971,5068,(97),4791,0
2021/22,Q4,Parks,outturn,600,621,0,621,21
"""
NAMES = ["My Council", "Children's", "-x"]


def run(words: list[str]) -> Result:
    return CliRunner().invoke(app, words, prog_name="budget-monitor")


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell")
@pytest.mark.parametrize("name", ["My Council", "Children's", 'The "new" set', "$HOME `id`", "-x", "a;b", "café", "!"])
def test_a_shell_reads_a_name_as_it_is(name: str) -> None:
    said = subprocess.run(["sh", "-c", f"printf %s {shell_word(name)}"], capture_output=True, text=True, check=True)
    assert said.stdout.removeprefix("./") == name


@pytest.mark.parametrize("name", NAMES)
def test_hints_work_as_they_are_printed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).mkdir()
    (tmp_path / name / "outturns.csv").write_text(OUTTURNS)
    said = run(["check", f"./{name}"]).stdout
    hints = [line.removeprefix("Next:").strip() for line in said[said.index("Next:") :].splitlines()]
    assert [hint.split()[1] for hint in hints] == ["explain", "accept", "review"]
    for hint in hints[:2]:
        words = shlex.split(hint)[1:]
        result = run([word if word != "..." else "plan agreed" for word in words])
        assert result.exit_code == 0, (hint, result.output)
    assert run(shlex.split(hints[1])[1:]).exit_code == 2  # the dots stand for a reason, and are none
    again = run(["check", f"./{name}"]).stdout
    hint = again[again.index("Next:") :].splitlines()[0].removeprefix("Next:").strip()
    assert run(shlex.split(hint)[1:]).exit_code == 0  # by its id, for the numbers are others now


def test_of_a_single_file_hints_name_the_file_and_what_stands_beside_it_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "outturns.csv").write_text(OUTTURNS)
    (tmp_path / "cash_limits.csv").write_text(
        "financial_year,period,portfolio,previously_reported,change,cash_limit\n2021/22,Q4,Parks,600,1,600\n"
    )
    assert run(["accept", "CL01", ".", "--reason", "agreed", "--by", "J. Smith"]).exit_code == 0
    said = run(["check", "outturns.csv"]).stdout
    assert "Next: budget-monitor explain 1 outturns.csv" in said
    assert "accepted.toml" not in said  # an acceptance of another ledger is not told to match nothing


def test_of_several_sets_the_first_with_a_finding_is_led_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in (("north", OUTTURNS.replace("4791", "4971")), ("south", OUTTURNS)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "outturns.csv").write_text(text)
    said = run(["check", "."]).stdout
    assert said.splitlines()[-1] == "Next: budget-monitor check ./south"
