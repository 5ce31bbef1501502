"""A user's own ledger is a CSV and a TOML file; the worked example is the Citizen Focus report's consultations."""

from __future__ import annotations

import csv
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from budget_monitor.model.results.outcome import Report, Verdict
from budget_monitor.pipeline import check
from tests.support.command import run
from tests.support.places import ROOT

EXAMPLE = ROOT / "examples" / "consultations"
REPORT = ROOT / "tests" / "transcription" / "reports" / "cfe-2021-22-annual.txt"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the example to change, and the folder beside it to work in."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(EXAMPLE, tmp_path / "consultations"))


def rows(name: str) -> list[list[str]]:
    """The rows of a ledger of the example, without its header."""
    with (EXAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def failed(report: Report) -> list[tuple[str, str]]:
    """Rule and place of everything that failed."""
    places = [(finding.rule, finding.place) for finding in report.findings if finding.verdict is Verdict.FAIL]
    return [(rule, f"{place.file}:{place.line} {place.column}") for rule, place in places]


# --- the worked example


def test_the_report_s_own_slip_is_found_and_nothing_else() -> None:
    """The summary speaks of 45 exercises, the table of quarters of 42; all else holds, the average by rounding."""
    report = check(EXAMPLE)
    (finding,) = report.findings
    assert (finding.rule, finding.place.file, finding.place.line) == ("CN03", "consultation_statements.csv", 2)
    assert (finding.reported, finding.computed) == (Decimal(45), Decimal(42))
    assert report.input_problems == ()
    assert report.unread_files == ()
    counts = {tally.rule: tally.counts for tally in report.tallies}
    assert counts["CN06"][Verdict.WITHIN_ROUNDING] == 1
    assert all(counts[f"CN0{number}"][Verdict.EXACT] for number in range(1, 6))
    assert report.exit_code() == 1


def test_the_tables_are_the_report_s_own() -> None:
    """Every line of both tables stands in the report, its cells in this order."""
    printed = REPORT.read_text(encoding="utf-8").splitlines()
    for _, *cells in rows("consultation_quarters.csv"):
        assert "\t".join(cells) in printed
    for _, quarter, _, *cells in rows("consultation_exercises.csv"):
        assert quarter == "Quarter Four"
        assert "\t".join(cells) in printed


def test_the_statements_are_the_report_s_own() -> None:
    """Each line is a sentence: its figures stand in it, and it stands in the report."""
    sentences = """\
During 2021/22 6,308 people engaged in 45 consultation and engagement exercises.
In this final quarter of 2021-22 there were 12 consultation activities (engaging 838 residents).
Eight of these activities related to plans to introduce "School Streets" around eight schools. These targeted \
consultations achieved 349 responses.
During 2021/22, a total of 6,308 responses were received (across 42 consultations)
Overall, 12 consultation/engagement activities concluded during the quarter, with consultation activity lasting, \
on average, 22 days.""".splitlines()
    printed = REPORT.read_text(encoding="utf-8")
    for sentence, (_, _, _, _, *figures) in zip(sentences, rows("consultation_statements.csv"), strict=True):
        assert sentence in printed
        for figure in filter(None, figures):
            assert (figure if figure != "8" else "Eight") in sentence


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("consultation_quarters.csv", (2, 3)),
        ("consultation_exercises.csv", (5,)),
        ("consultation_statements.csv", (4, 5)),
    ],
)
def test_a_change_of_any_count_is_found(folder: Path, file: str, columns: tuple[int, ...]) -> None:
    """Of any figure but the 45 that is wrong already, and the days, which rounding gives some play."""
    as_printed = failed(check(folder, select=["CN"]))
    path = folder / file
    with path.open(encoding="utf-8", newline="") as before:
        lines = list(csv.reader(before))
    for line in range(1, len(lines)):
        for column in columns:
            if not lines[line][column] or lines[line][column] == "45":
                continue
            changed = [list(cells) for cells in lines]
            changed[line][column] = str(int(changed[line][column].replace(",", "")) + 1)
            with path.open("w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows(changed)
            assert failed(check(folder, select=["CN"])) != as_printed, (line, column)


def test_a_typing_slip_in_a_choice_names_the_nearest(folder: Path) -> None:
    path = folder / "consultation_quarters.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Quarter Three", "Quarter Tree"), encoding="utf-8")
    (problem,) = check(folder, select=["CN01"]).input_problems
    assert (problem.file, problem.line, problem.column) == ("consultation_quarters.csv", 4, "quarter")
    assert problem.message.endswith("did you mean 'Quarter Three'?")


# --- where rule files are looked for


def test_rule_files_beside_the_ledgers_come_after_the_shipped_and_before_those_named(folder: Path) -> None:
    named = folder.parent / "more.toml"
    named.write_text('[[rule]]\nid = "ZZ"\nledger = "consultation_quarters"\ncheck = "ended >= 0"\n', encoding="utf-8")
    ids = [tally.rule for tally in check(folder, rules=[named]).tallies]
    assert ids[-7:] == ["CN01", "CN02", "CN03", "CN04", "CN05", "CN06", "ZZ"]
    assert "RM01" in ids[:-7]


def test_rule_files_named_as_well_are_read_once(folder: Path) -> None:
    report = check(folder, rules=[folder / "rules", folder / "rules" / "tie_outs.toml"])
    assert report.input_problems == ()
    assert failed(report) == [("CN03", "consultation_statements.csv:2 exercises")]


def test_rule_files_elsewhere_do_the_same_once_they_are_named(folder: Path) -> None:
    """Without them no rule reads the ledgers, and there is nothing to check."""
    elsewhere = folder.parent / "elsewhere"
    (folder / "rules").rename(elsewhere)
    without = run("check", "consultations")
    assert without.exit_code == 2
    assert "no ledger in this folder; found consultation_exercises.csv" in without.stderr
    assert without.stderr.endswith("is checked file by file: budget-monitor check FILE\n")
    assert failed(check(folder, rules=[elsewhere])) == [("CN03", "consultation_statements.csv:2 exercises")]


def test_a_rule_file_beside_the_ledgers_that_is_not_toml_is_exit_code_2_and_the_rest_is_checked(folder: Path) -> None:
    (folder / "rules" / "broken.toml").write_text("[[rule]\n", encoding="utf-8")
    ran = run("check", "consultations", "--select", "CN")
    assert ran.exit_code == 2
    assert "broken.toml:1" in ran.stdout
    assert "exercises  45 → 42" in ran.stdout


def test_an_own_rule_cannot_take_a_shipped_id(folder: Path) -> None:
    own = folder / "rules" / "again.toml"
    own.write_text('[[rule]]\nid = "RM01"\nledger = "consultation_quarters"\ncheck = "ended >= 0"\n', encoding="utf-8")
    (problem,) = check(folder).input_problems
    assert problem.line == 2
    assert problem.message.startswith("two rules have the id RM01: the other stands in rules/reserve_movements.toml:")


def test_own_rules_are_listed_and_shown_with_their_set() -> None:
    listed = run("rules", "list", str(EXAMPLE))
    assert listed.exit_code == 0
    assert "  CN03   What the text says of the year" in listed.stdout
    shown = run("rules", "show", "CN03", str(EXAMPLE))
    assert shown.exit_code == 0
    assert shown.stdout.startswith("CN03  What the text says of the year = the table of quarters\n")
