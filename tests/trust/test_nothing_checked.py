"""Claims about runs that check nothing: never exit code 0, and the nearest name where one was mistyped."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app
from tests.support.small_sets import BAD, GOOD, put


def run(*arguments: object) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["check", *map(str, arguments)])
    return found.exit_code, " ".join(found.output.split())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--portfolio", "Libaries"], "no ledger has the portfolio 'Libaries'; did you mean 'Libraries'?"),
        (["--year", "2020/21"], "no ledger has the financial year '2020/21'; did you mean '2021/22'?"),
        (["--period", "Q1"], "no ledger has the period 'Q1'"),
        (["--select", "CL01"], "nothing was checked"),
        (["--select", "RM03"], "nothing was checked"),  # a year before is not there to compare with
        (["--year", "2020/21", "--period", "Q4", "--portfolio", "Parks"], "no ledger has a row of all of them"),
    ],
)
def test_a_choice_that_matches_nothing_is_exit_code_2(tmp_path: Path, options: list[str], words: str) -> None:
    rows = GOOD + BAD
    if "Parks" in options:
        rows += BAD.replace("Libraries", "Parks") + GOOD.replace("2021/22", "2020/21")
    put(tmp_path, rows)
    for more in ([], ["--strict"], ["--fail-on", "never"]):
        code, said = run(tmp_path, *options, *more)
        assert (code, words in said) == (2, True), said


def test_headers_only_are_exit_code_2(tmp_path: Path) -> None:
    assert run(put(tmp_path, ""))[0] == 2
    assert run(tmp_path, "--strict")[0] == 2


def test_an_authority_without_rows_is_told(tmp_path: Path) -> None:
    put(tmp_path / "stockport")
    put(tmp_path / "trafford", "")
    code, said = run(tmp_path)
    assert (code, "trafford/: nothing was checked here" in said) == (2, True)
    assert run(tmp_path, "--portfolio", "Libaries")[0] == 2
    assert run(tmp_path, "--portfolio", "Libraries")[0] == 0


def test_a_ledger_with_a_header_alone_beside_others_is_told_and_fails_a_strict_run(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "savings.csv").write_text("financial_year,period,portfolio,proposal,risk_rating,value,achieved\n")
    for options, expected in (([], 0), (["--strict"], 1)):
        code, said = run(tmp_path, *options)
        assert (code, "savings.csv: there is a header, and no row below it" in said) == (expected, True), said


@pytest.mark.parametrize("options", [[], ["--strict"], ["--ignore", "KEY"], ["--fail-on", "never"]])
def test_blanks_alone_are_exit_code_2_though_their_keys_stand_once(tmp_path: Path, options: list[str]) -> None:
    code, said = run(put(tmp_path, "2021/22,Q4,Libraries,Flexibility,Museums,,,\n"), *options)
    assert (code, "Exit code 2: nothing was checked" in said, "hold" in said) == (2, True, False), said
    assert run(tmp_path, "--select", "KEY")[0] == 0  # that was what was asked


@pytest.mark.parametrize(
    ("word", "near"), [("RM99", "RM06"), ("RM0", None), ("rm7", "RM06"), ("RMO1", "RM01"), ("CL9", "CL04")]
)
def test_the_nearest_rule_is_told(tmp_path: Path, word: str, near: str | None) -> None:
    for option in ("--select", "--ignore"):
        said = run(put(tmp_path), option, word)[1]
        assert f"did you mean '{near}'?" in said if near else "no rule" not in said


@pytest.mark.parametrize("head", ["Q1", "Budget", "Plan | Spent"])
def test_a_document_whose_headings_name_no_year_and_whose_figures_hang_together_in_no_way_is_exit_code_2(
    tmp_path: Path, head: str
) -> None:
    cells = head.count("|") + 1
    rows = "".join(f"| {name} | {' | '.join([figure] * cells)} |\n" for name, figure in (("a", "7"), ("Total", "5")))
    (tmp_path / "report.md").write_text(f"# R\n\n| £000 | {head} |\n|{'---|' * (cells + 1)}\n{rows}", encoding="utf-8")
    found = CliRunner().invoke(app, ["scrutinise", str(tmp_path / "report.md")])
    assert (found.exit_code, "Nothing could be checked in 1 document" in found.output) == (2, True), found.output
