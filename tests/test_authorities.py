"""Several authorities in one run: a root with a folder for each, or one set whose ledgers say whose a row is."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from budget_monitor import UsageError, Verdict, check
from budget_monitor.model.results.choices import FailOn
from budget_monitor.model.results.history import Recording
from budget_monitor.model.results.outcome import AuthoritySummary, Report
from budget_monitor.pipeline import summary
from budget_monitor.pipeline.findings.accepting import accept
from budget_monitor.pipeline.findings.explaining import explain
from budget_monitor.pipeline.history import compare as compare_runs
from budget_monitor.pipeline.history import recorded_runs
from budget_monitor.pipeline.several import pool
from tests.support.command import run

HEADER = "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance\n"
GOOD = HEADER + "2021/22,Q4,Libraries,outturn,4971,5068,-97,4971,0\n"
FAILING = HEADER + "2021/22,Q4,Libraries,outturn,4971,5068,-97,4970,-1\n"
"""OT01 fails: 5068 - 97 is 4971, not 4970."""
UNREADABLE = HEADER + "2021/22,Q4,Libraries,outturn,4971,5068,-97,49..71,0\n"


def put(folder: Path, outturns: str, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "outturns.csv").write_text(outturns, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Oldham is good, Bury fails, and Wigan has a figure that cannot be read."""
    folder = tmp_path / "councils"
    put(folder / "oldham", GOOD)
    put(folder / "bury", FAILING)
    put(folder / "wigan", UNREADABLE)
    return folder


def by_name(report: Report) -> dict[str, AuthoritySummary]:
    return {one.name: one for one in report.authorities}


# --- what the result has


def test_a_root_of_three_authorities_has_a_summary_of_each(root: Path) -> None:
    report = check(root)
    found = by_name(report)
    assert list(found) == ["bury", "oldham", "wigan"]
    assert [one.exit_code() for one in found.values()] == [1, 0, 2]
    assert [sum(one.failed.values()) for one in found.values()] == [1, 0, 0]
    assert [one.input_errors for one in found.values()] == [0, 0, 1]
    assert report.exit_code() == 2
    assert sum(one.checks for one in found.values()) == sum(report.counts.values())


def test_keys_files_and_ids_say_whose_a_finding_is(root: Path) -> None:
    put(root / "oldham", FAILING)
    shutil.rmtree(root / "wigan")
    (bury, oldham) = [one for one in check(root).findings if one.rule == "OT01"]
    assert (bury.key["authority"], bury.place.file) == ("bury", "bury/outturns.csv")
    assert (oldham.key["authority"], oldham.place.file) == ("oldham", "oldham/outturns.csv")
    assert bury.id != oldham.id


def test_each_set_goes_by_its_own_settings(root: Path) -> None:
    """For Bury the rule is a warning; in the sum of both, Oldham's failure is still an error."""
    put(root / "bury", FAILING, **{"budget-monitor": '[severity]\nOT01 = "warning"\n'})
    shutil.rmtree(root / "wigan")
    report = check(root)
    assert report.exit_code() == 0
    assert report.exit_code(FailOn.WARNING) == 1
    put(root / "oldham", FAILING)
    report = check(root)
    assert [one.exit_code() for one in report.authorities] == [0, 1]
    assert report.exit_code() == 1


def test_a_column_and_folders_give_the_same_summary(root: Path, tmp_path: Path) -> None:
    """One file of three authorities, or a folder of each."""
    lines: list[str] = []
    for name in ("bury", "oldham", "wigan"):
        header, row = (root / name / "outturns.csv").read_text().splitlines()
        lines += [f"authority,{header}"] * (not lines) + [f"{name},{row}"]
    put(tmp_path / "one", "\n".join(lines) + "\n")
    column, folders = check(tmp_path / "one"), check(root)
    assert column.authorities == folders.authorities
    assert column.counts == folders.counts
    assert [(one.rule, one.key, one.id) for one in column.findings] == [
        (one.rule, one.key, one.id) for one in folders.findings
    ]


def test_a_file_that_nobody_can_read_leaves_every_authority_of_its_set_incomplete(tmp_path: Path) -> None:
    header, row = GOOD.splitlines()
    put(tmp_path, f"authority,{header}\nbury,{row}\noldham,{row}\n")
    (tmp_path / "savings.csv").write_text("what\n1\n")
    assert [one.exit_code() for one in check(tmp_path).authorities] == [2, 2]


def test_a_set_without_authorities_has_no_summaries(tmp_path: Path) -> None:
    put(tmp_path, GOOD)
    assert check(tmp_path).authorities == ()
    assert "authorities" not in json.loads(run("check", tmp_path, "--format", "json").stdout)


def test_the_table_has_the_worst_first_before_the_findings(root: Path) -> None:
    shown = run("check", root)
    assert shown.exit_code == 2
    lines = shown.stdout.splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("Authorities"))
    assert [line.split()[:2] for line in lines[first + 3 : first + 6]] == [
        ["wigan", "incomplete"],
        ["bury", "fails"],
        ["oldham", "passes"],
    ]
    assert "3 authorities: 1 incomplete, 1 fails, 1 passes" in shown.stdout
    assert max(map(len, lines)) <= 80


def test_of_many_authorities_those_in_which_nothing_failed_are_counted(root: Path) -> None:
    for number in range(25):
        put(root / f"council{number}", GOOD)
    shown = run("check", root, "--jobs", 1).stdout
    assert "and 26 other authorities in which nothing failed" in shown
    assert "council7" not in shown


def test_the_json_lists_the_authorities(root: Path) -> None:
    document = json.loads(run("check", root, "--format", "json").stdout)
    names = ("name", "exit_code", "fail", "findings", "input_errors")
    assert [[one[name] for name in names] for one in document["authorities"]] == [
        ["bury", 1, 1, 1, 0],
        ["oldham", 0, 0, 0, 0],
        ["wigan", 2, 0, 3, 1],
    ]
    assert document["exit_code"] == 2
    strict = json.loads(run("check", root, "--format", "json", "--fail-on", "never", "--strict").stdout)
    assert [one["exit_code"] for one in strict["authorities"]] == [0, 0, 2], (
        "what only lacks an earlier report is no blank"
    )


def test_junit_has_a_suite_for_each_authority(root: Path) -> None:
    suites = ElementTree.fromstring(run("check", root, "--format", "junit").stdout).findall("testsuite")
    assert [suite.get("name") for suite in suites] == ["bury", "oldham", "wigan", "Input files"]
    assert [suite.get("failures") for suite in suites] == ["1", "0", "0", "0"]
    failed = suites[0].find(".//testcase[failure]")
    assert failed is not None
    assert failed.get("classname") == "budget-monitor.bury.OT01"


@pytest.mark.parametrize("form", ["csv", "markdown", "html"])
def test_other_formats_name_the_authorities(root: Path, form: str) -> None:
    shown = run("check", root, "--format", form).stdout
    assert "bury" in shown
    assert ("oldham" in shown) == (form != "csv")


def test_a_workbook_of_several_authorities_has_no_ledgers(root: Path, tmp_path: Path) -> None:
    import openpyxl

    written = tmp_path / "report.xlsx"
    assert run("check", root, "--format", "xlsx", "--output", written).exit_code == 2
    book = openpyxl.load_workbook(written)
    assert book.sheetnames == ["Findings", "Authorities", "Input problems"]
    assert [row[0].value for row in book["Authorities"].iter_rows()] == ["authority", "wigan", "bury", "oldham"]
    assert "too many sheets" in str(book["Findings"]["A3"].value)


# --- what stops one does not stop the others


def test_a_set_that_cannot_be_checked_is_told_and_the_others_are_checked(root: Path) -> None:
    """A history that is no history stops a run that is to be recorded."""
    (root / "oldham" / ".budget-monitor").mkdir()
    (root / "oldham" / ".budget-monitor" / "history.sqlite").write_text("no database, though it is as long as one")
    report = check(root, record=Recording(datetime(2022, 7, 1, tzinfo=UTC)))
    (problem,) = [one for one in report.input_problems if one.file == "oldham/"]
    assert problem.severity == "error"
    assert "not a sound history" in problem.message
    assert [(one.name, one.exit_code()) for one in report.authorities] == [("bury", 1), ("oldham", 2), ("wigan", 2)]


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_folder_without_rights_is_told(root: Path) -> None:
    (root / "oldham").chmod(0)
    try:
        report = check(root)
    finally:
        (root / "oldham").chmod(0o755)
    assert by_name(report)["oldham"].exit_code() == 2
    assert by_name(report)["bury"].exit_code() == 1
    assert not any("internal error" in one.message for one in report.input_problems)


def test_a_mistake_of_ours_stops_one_set_only(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from budget_monitor.load import accepted

    whole = accepted.read_accepted

    def broken(folder: Path, *rest: object) -> object:
        if folder.name == "bury":
            raise ZeroDivisionError("division by zero")
        return whole(folder, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(accepted, "read_accepted", broken)
    report = check(root)
    (problem,) = [one for one in report.input_problems if one.file == "bury/"]
    assert "internal error: ZeroDivisionError" in problem.message
    assert by_name(report)["oldham"].checks > 0


def test_folders_and_files_that_are_passed_over_are_told(root: Path) -> None:
    (root / "trafford").mkdir()
    (root / "trafford" / "outturn.csv").write_text(GOOD)
    (root / "notes.csv").write_text("what\n")
    (root / "budget-monitor.toml").write_text('unit = "£000"\n')
    report = check(root)
    warnings = {one.file: one.message for one in report.input_problems if one.severity == "warning"}
    assert "no ledger in this folder" in warnings["trafford/"]
    assert "each authority has its own" in warnings["budget-monitor.toml"]
    assert report.unread_files == ("notes.csv", "trafford/outturn.csv")


@pytest.mark.parametrize(
    "asked", [{"select": ["XX01"]}, {"year": "2021"}, {"engine": "abacus"}, {"settings": ["unti=£"]}]
)
def test_what_is_asked_for_wrongly_is_one_message(root: Path, asked: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=r"XX01|2021|abacus|unti"):
        check(root, **asked)  # type: ignore[arg-type]


def test_rules_in_the_root_are_for_all_and_a_sets_own_for_it_alone(root: Path) -> None:
    rule = '[[rule]]\nid = "{}"\nledger = "outturns"\ncheck = "outturn < 0"\n'
    for folder, name in ((root, "ALL1"), (root / "bury", "OWN1")):
        (folder / "rules").mkdir()
        (folder / "rules" / "own.toml").write_text(rule.format(name))
    shutil.rmtree(root / "wigan")
    report = check(root, select=["ALL1", "OWN1"])
    assert [(one.rule, one.key["authority"]) for one in report.findings] == [
        ("ALL1", "bury"),
        ("OWN1", "bury"),
        ("ALL1", "oldham"),
    ]


def test_a_rule_that_cannot_be_understood_is_told_once_and_broken_for_all(root: Path, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('[[rule]]\nid = "XX01"\nledger = "outturns"\ncheck = "outtrun < 0"\n')
    report = check(root, rules=[tmp_path / "own.toml"], select=["XX01"])
    assert [(one.id, one.verdict) for one in report.findings] == [("XX01-broken", Verdict.BROKEN)]
    assert [one.exit_code() for one in report.authorities] == [2, 2, 2]


# --- as if each were checked by itself


def test_a_difference_that_one_authority_accepted_is_accepted_there_only(root: Path) -> None:
    put(root / "oldham", FAILING)
    shutil.rmtree(root / "wigan")
    (finding,) = [one for one in check(root / "bury").findings if one.rule == "OT01"]
    accept(finding.id, root / "bury", reason="rounded by hand", by="J. Smith")
    report = check(root)
    assert [one.exit_code() for one in report.authorities] == [0, 1]
    (entry,) = report.accepted
    (accepted,) = [one for one in report.findings if one.id == entry.finding]
    assert accepted.key["authority"] == "bury"
    assert check(root / "bury").exit_code() == 0


def test_an_acceptance_that_matches_nothing_says_whose_it_is(root: Path) -> None:
    (finding,) = [one for one in check(root / "bury").findings if one.rule == "OT01"]
    accept(finding.id, root / "bury", reason="rounded by hand", by="J. Smith")
    put(root / "bury", GOOD)
    report = check(root)
    (problem,) = report.acceptance_problems
    assert problem.acceptance.key["authority"] == "bury"
    assert by_name(report)["bury"].stale_acceptances == 1
    assert by_name(report)["oldham"].stale_acceptances == 0


def test_an_entry_that_names_its_own_folder_counts_there_alone_too(root: Path) -> None:
    key = '{ authority = "bury", financial_year = "2021/22", period = "Q4", portfolio = "Libraries" }'
    entry = f'[[accepted]]\nrule = "OT01"\nkey = {key}\ngap = "−£1"\nreason = "known"\nby = "J"\non = 2022-07-01\n'
    (root / "bury" / "accepted.toml").write_text(entry, encoding="utf-8")
    assert len(check(root, today=date(2022, 7, 2)).accepted) == 1
    assert len(check(root / "bury", today=date(2022, 7, 2)).accepted) == 1


def test_a_run_on_the_root_is_recorded_in_each_folder_as_a_run_of_its_own(root: Path) -> None:
    """A run by itself and one as a part of the root compare as the same: no finding is new or gone."""
    at = Recording(datetime(2022, 7, 1, tzinfo=UTC))
    check(root / "bury", record=at)
    check(root, record=at)
    assert len(recorded_runs(root / "bury")) == 2
    assert len(recorded_runs(root / "oldham")) == 1
    changes = compare_runs(root / "bury")
    assert (changes.new, changes.gone, changes.changed, changes.restated, changes.figures) == ((), (), (), (), ())
    assert [one.rule for one in changes.standing].count("OT01") == 1
    assert not (root / ".budget-monitor").exists()


@pytest.mark.parametrize("command", [summary, recorded_runs, compare_runs, lambda folder: explain("OT01", folder)])
def test_what_takes_one_set_names_those_there_are(root: Path, command: object) -> None:
    assert callable(command)
    with pytest.raises(UsageError, match=r"councils holds 3 authorities: name one of them, such as .*bury"):
        command(root)


def test_accept_on_a_root_says_what_to_name(root: Path) -> None:
    shown = run("accept", "OT01", root, "--reason", "x")
    assert shown.exit_code == 2
    assert "name one of them" in shown.stderr


# --- side by side


@pytest.fixture
def many(root: Path) -> Path:
    for number in range(4):
        put(root / f"council{number}", FAILING if number % 2 else GOOD)
    return root


@pytest.mark.parametrize("form", ["json", "table"])
def test_the_bytes_do_not_depend_on_the_number_of_processes(many: Path, form: str) -> None:
    one, two = (run("check", many, "--format", form, "--jobs", jobs) for jobs in (1, 2))
    assert one.stdout_bytes == two.stdout_bytes
    assert one.exit_code == two.exit_code == 2


def test_a_report_survives_the_way_between_processes(root: Path) -> None:
    report = check(root)
    assert pickle.loads(pickle.dumps(report)) == report


def die(folder: Path) -> pool.Answer:
    """Stands in for a set that takes all memory: the system ends the process."""
    if folder.name == "council2":
        os.kill(os.getpid(), signal.SIGKILL)
    return pool.Failed("asked")


@pytest.mark.skipif(os.name == "nt", reason="no signals there")
def test_a_process_that_dies_is_told_of_its_authority(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from budget_monitor.model.results.request import Request

    monkeypatch.setattr(pool, "_answer_here", die)
    folders = sorted(path for path in many.iterdir())
    found = pool.answers(folders, Request(), jobs=2)
    assert list(found) == folders
    told = {folder.name: answer.message for folder, answer in found.items() if isinstance(answer, pool.Failed)}
    assert told.pop("council2") == pool.DIED
    assert set(told.values()) == {"asked"}


@pytest.mark.skipif(os.name == "nt", reason="no process groups there")
def heed_interrupts() -> None:
    """A shell starts what runs in the background with interrupts ignored, and so would be all that the tests start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def interrupted(root: Path, times: int) -> tuple[int, bytes, bytes]:
    """A check of many sets that Ctrl-C ends, which reaches the whole group of processes, once one set is recorded."""
    for number in range(1_000):
        put(root / f"council{number:04}", FAILING)
    command = [
        sys.executable,
        "-m",
        "budget_monitor",
        "check",
        str(root),
        "--jobs",
        "2",
        "--record",
        "--format",
        "json",
    ]
    started = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=heed_interrupts,
    )
    while not any(root.glob("*/.budget-monitor/history.sqlite")):
        time.sleep(0.1)
    for _ in range(times):
        time.sleep(0.2)
        os.killpg(started.pid, signal.SIGINT)
    out, err = started.communicate(timeout=60)
    return started.returncode, out, err


def test_an_interrupt_tells_what_is_known_of_the_sets_that_were_checked(tmp_path: Path) -> None:
    code, out, err = interrupted(tmp_path, 1)
    said = b"budget-monitor: stopping; what is known so far follows (Ctrl-C again ends at once)\n"
    assert (code, err) == (2, said)
    problems = [problem["message"] for problem in json.loads(out)["input_problems"]]
    recorded = list(tmp_path.glob("*/.budget-monitor/history.sqlite"))
    assert 0 < len(recorded) == 1_000 - problems.count(pool.NOT_CHECKED)


def test_a_second_interrupt_ends_all_processes_without_a_traceback(tmp_path: Path) -> None:
    code, out, err = interrupted(tmp_path, 2)
    assert (code, out, b"Traceback" in err, b"resource_tracker" in err) == (130, b"", False, False), err
