from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import Result

from budget_monitor.pipeline import check_texts
from budget_monitor.rules.rulebook import load_rulebook
from tests.support.command import run as command

LEDGERS = sorted(load_rulebook()[0].ledgers)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty ledger set `ledgers` in the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledgers").mkdir()
    return tmp_path


def run(*arguments: str) -> Result:
    return command("rules", *arguments)


def test_the_skeleton_declares_a_ledger_called_like_its_file(folder: Path) -> None:
    """The folder `rules` is made when it is not there yet; nothing goes to stdout."""
    result = run("new", "PK01", "--output", "ledgers/rules/parking.toml")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == (
        "budget-monitor: wrote ledgers/rules/parking.toml; next: budget-monitor rules test ledgers/rules/parking.toml\n"
    )
    book, problems = load_rulebook([folder / "ledgers" / "rules"])
    assert problems == ()
    assert book.rules["PK01"].ledger == "parking"
    assert list(book.ledgers["parking"].columns) == ["financial_year", "item", "amount"]


def test_without_output_the_skeleton_goes_to_stdout() -> None:
    result = run("new", "PK01")
    assert result.exit_code == 0
    assert '\nid       = "PK01"\n' in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("ledger", [None, *LEDGERS])
def test_a_skeleton_s_examples_pass_as_they_are(folder: Path, ledger: str | None) -> None:
    """For a new ledger and for every shipped one: what should pass is exact, and what should fail fails once."""
    about = [] if ledger is None else ["--ledger", ledger]
    assert run("new", "MY01", *about, "--output", "mine.toml").exit_code == 0
    book, problems = load_rulebook([folder / "mine.toml"])
    assert problems == ()
    rule = book.rules["MY01"]
    assert rule.ledger == (ledger or "mine")
    assert [example.passes for example in rule.examples] == [True, False]
    for example in rule.examples:
        report = check_texts(example.ledgers, book, [rule])
        assert report.input_problems == ()
        assert [str(finding.place.line) for finding in report.findings] == [one["line"] for one in example.findings]
        assert len(report.findings) == (0 if example.passes else 1)


@pytest.mark.parametrize("ledger", [None, "savings"])
def test_a_skeleton_says_what_can_be_written_in_comments(ledger: str | None) -> None:
    about = [] if ledger is None else ["--ledger", ledger]
    text = run("new", "PK01", *about).stdout
    assert text.startswith("# ")
    assert "budget-monitor rules test FILE" in text
    assert '# tolerance = "£2"' in text
    assert "# where " in text


@pytest.mark.parametrize("name", ["", "1", "P K", "PK/1", "PK,1", "../x", "PÄ1", 'P"'])
def test_an_id_that_cannot_be_selected_or_linked_to_is_refused(name: str) -> None:
    result = run("new", name)
    assert result.exit_code == 2
    assert result.stderr == (
        f"budget-monitor: a rule's id cannot be {name!r}: it begins with a letter and has letters, digits, - and _,"
        " such as PK01\n"
    )


@pytest.mark.parametrize("name", ["RM01", "rm01"])
def test_an_id_in_use_is_refused_in_capitals_or_not(name: str) -> None:
    result = run("new", name)
    assert result.exit_code == 2
    assert result.stderr.startswith("budget-monitor: the id RM01 is in use: Opening balance")


def test_an_id_in_use_beside_the_new_file_is_refused_too(folder: Path) -> None:
    (folder / "other").mkdir()
    assert run("new", "PK01", "--output", "other/rules/parking.toml").exit_code == 0
    result = run("new", "PK01", "--output", "other/rules/second.toml")
    assert result.exit_code == 2
    assert "the id PK01 is in use" in result.stderr


def test_a_file_that_is_there_is_left_alone(folder: Path) -> None:
    (folder / "mine.toml").write_text("keep me", encoding="utf-8")
    result = run("new", "PK01", "--output", "mine.toml")
    assert result.exit_code == 2
    assert result.stderr == "budget-monitor: cannot write mine.toml: the file is there already\n"
    assert (folder / "mine.toml").read_text(encoding="utf-8") == "keep me"


def test_a_folder_that_is_not_there_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", "PK01", "--output", "council/rules/parking.toml").exit_code == 0
    assert (tmp_path / "council" / "rules" / "parking.toml").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--output", "a-file/parking.toml"], "cannot write a-file/parking.toml: "),
        (["--output", "parking.txt"], "cannot write parking.txt: the name of a rule file ends in .toml"),
        (["--output", "ledgers"], "cannot write ledgers: the name of a rule file ends in .toml"),
        (["--output", "2021.toml"], "a ledger cannot be called '2021'; begin the file's name with a letter"),
        (["--output", "savings.toml"], "the ledger savings is there already (rules/savings.toml); for a rule about it"),
        (["--ledger", "saving"], "there is no ledger 'saving'; did you mean 'savings'?"),
        (["--rules", "nowhere"], "there is no rule file or folder 'nowhere'"),
    ],
)
def test_what_cannot_be_done_is_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a-file").touch()
    result = run("new", "PK01", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"budget-monitor: {message}")
    assert result.stderr.count("\n") == 1
