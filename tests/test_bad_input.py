"""Claims about bad input, through the command line: what is said of it, with its place, and that the rest is checked.

Each set has a good ledger with a total that is £1 too high. Whatever is wrong elsewhere, that is found; the exit code
is 2 where a figure, a file or a rule could not be used; and nobody ever sees a traceback.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import Result

from tests.support.command import run as command

SAVINGS = """\
financial_year,period,portfolio,proposal,risk_rating,value,achieved
2021/22,Q4,Libraries,Opening hours,Green,60,60
2021/22,Q4,Libraries,Total,,61,60
"""
RESERVES = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"
MUSEUMS = "2021/22,Q4,Libraries,Flexibility,Museums,130,0,130\n"


def checked(*arguments: str) -> Result:
    """`budget-monitor check` with these arguments."""
    return command("check", *arguments)


@dataclass(frozen=True)
class Outcome:
    """What a run over one set said: as JSON, and as a table with its lines joined."""

    code: int
    result: Mapping[str, list[Mapping[str, object]]]
    unread: list[str]
    table: str

    @property
    def problems(self) -> list[tuple[object, ...]]:
        """File, line, column and text of every input problem."""
        return [
            tuple(problem[name] for name in ("file", "line", "column", "text"))
            for problem in self.result["input_problems"]
        ]

    @property
    def messages(self) -> list[str]:
        """What is said of each."""
        return [str(problem["message"]) for problem in self.result["input_problems"]]

    @property
    def rest_is_checked(self) -> bool:
        """Whether the total that is £1 too high was found."""
        return any(finding["rule"] == "SV01" and finding["gap"] == "1" for finding in self.result["findings"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the ledgers are: the working directory's `ledgers`, so that messages are short."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "ledgers").mkdir()
    return tmp_path / "ledgers"


def outcome_of(folder: Path, files: Mapping[str, str | bytes]) -> Outcome:
    """Writes the good ledger and these files, and checks them twice."""
    for name, content in {"savings.csv": SAVINGS, **files}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    as_json, as_table = checked("--format", "json"), checked()
    assert as_json.exit_code == as_table.exit_code
    assert as_json.stderr == as_table.stderr == ""
    assert "Traceback" not in as_table.stdout
    result = json.loads(as_json.stdout)
    return Outcome(as_json.exit_code, result, result["unread_files"], " ".join(as_table.stdout.split()))


@pytest.mark.parametrize(
    ("reserves", "place", "message"),
    [
        pytest.param(
            RESERVES + MUSEUMS + "2021/22,Q4,Libraries,Flexibility,Archives,130,12..3,130\n",
            (3, "usage", "12..3"),
            "not an amount; expected an amount such as 4,971, (97), -97 or £0.163m",
            id="an unreadable amount",
        ),
        pytest.param(
            RESERVES + "2021/22,Q4,Libraries,Flexibility,Museums,99999999999999999999,0,0\n",
            (2, "opening", "99999999999999999999"),
            "too large: a figure must be under 10^18 in size",
            id="an amount larger than any",
        ),
        pytest.param(
            RESERVES.replace("opening", "openning") + MUSEUMS,
            (1, "opening", "openning"),
            "no column 'opening'; is it 'openning'?",
            id="a missing column",
        ),
        pytest.param(
            RESERVES.replace("closing", "closing,Closing") + MUSEUMS.replace("0,130\n", "0,130,130\n"),
            (1, "Closing", "Closing"),
            "two columns of one name, 'closing' and 'Closing'; rename or remove one",
            id="two columns of one name",
        ),
        pytest.param(
            RESERVES + MUSEUMS + MUSEUMS.replace("Q4", "Q5"),
            (3, "period", "Q5"),
            "not a period: expected B, Q1, Q1.5, Q2, Q3, Q4, P01 to P13, Budget, Mid-Year",
            id="an unknown period",
        ),
        pytest.param(
            RESERVES + MUSEUMS + MUSEUMS.replace("2021/22", "2021/23"),
            (3, "financial_year", "2021/23"),
            "not a financial year: expected 2021/22, 2021-22 or 2021/2022; did you mean '2021/22'?",
            id="a year that is none",
        ),
        pytest.param(
            RESERVES + "2021/22,Q4,Libraries,Flexibility,Museums,1,300,0,1,300\n",
            (2, None, "1,300"),
            "10 cells where the header has 8; the row is left out (a cell with a comma in it must stand in quotation",
            id="a row with too many cells",
        ),
        pytest.param(
            RESERVES + "2021/22,Q4,Libraries\n",
            (2, None, "2021/22,Q4,Libraries"),
            "3 cells where the header has 8; the row is left out",
            id="a row with too few cells",
        ),
        pytest.param(
            RESERVES + MUSEUMS + '2021/22,Q4,Libraries,"Flexibility,Archives,130,0,130\n',
            (3, None, '2021/22,Q4,Libraries,"Flexibility,Archives,130,0,130'),
            "a quotation mark is opened here and never closed; the row is left out",
            id="a quotation mark that is never closed",
        ),
        pytest.param("", (None, None, ""), "the file is empty; expected a header and rows", id="an empty file"),
        pytest.param(
            "\n , \n", (None, None, ""), "the file has no header: every cell in it is blank", id="a file of blank lines"
        ),
        pytest.param(
            b"PK\x03\x04\x14\x00\x00\x00\x08\x00",
            (None, None, ""),
            "the file is an Excel workbook or another zip archive, not a CSV file; save it as CSV UTF-8",
            id="a workbook",
        ),
        pytest.param(
            (RESERVES + MUSEUMS).encode("utf-16-le"),
            (None, None, ""),
            "the file is saved as UTF-16",
            id="another encoding",
        ),
        pytest.param(bytes(range(256)) * 4, (None, None, ""), "the file is not text", id="no text at all"),
    ],
)
def test_what_is_wrong_with_a_ledger_is_said_with_its_place(
    folder: Path, reserves: str | bytes, place: tuple[int | None, str | None, str], message: str
) -> None:
    found = outcome_of(folder, {"reserve_movements.csv": reserves})
    assert found.code == 2
    assert found.rest_is_checked
    problem = found.problems[0]
    assert problem == ("reserve_movements.csv", *place)
    assert message in found.messages[0]
    line, column, text = place
    where = f"reserve_movements.csv:{line}" if line else "reserve_movements.csv"
    assert (f"{where} {column}" if column else where) in found.table
    assert message.split(";")[0] in found.table
    assert str(text)[:25] in found.table


def test_a_figure_that_cannot_be_read_leaves_its_checks_undecided(folder: Path) -> None:
    """It is no blank, and it is not passed over: every check that needs it says so."""
    rows = MUSEUMS + "2021/22,Q4,Libraries,Flexibility,Archives,130,12..3,130\n"
    found = outcome_of(folder, {"reserve_movements.csv": RESERVES + rows})
    of_rows = [finding for finding in found.result["findings"] if finding["rule"] != "RM02"]  # there is no total
    undecided = [finding for finding in of_rows if finding["verdict"] == "undecided"]
    assert [finding["rule"] for finding in undecided] == ["RM01", "RM04"]
    message = "could not be checked: usage (reserve_movements.csv:3) cannot be read"
    assert [finding["message"] for finding in undecided] == [message, message]


def test_every_problem_of_a_set_is_said_in_one_run(folder: Path) -> None:
    """In the order of files and lines; the rows that are good are checked."""
    rows = (
        MUSEUMS
        + "2021/22,Q5,Libraries,Flexibility,Archives,130,0,130\n"
        + "2021/22,Q4,Libraries,Flexibility,Hatworks,13o,0,130\n"
        + "2021/22,Q4,Libraries,Flexibility,Arts,130,0,140\n"
    )
    changes = "financial_year,period,portfolio,description,category,amount\n2021/22,Q4,Libraries,Rent,adjustment,five\n"
    found = outcome_of(folder, {"reserve_movements.csv": RESERVES + rows, "budget_changes.csv": changes})
    assert found.code == 2
    assert found.problems == [
        ("budget_changes.csv", 2, "amount", "five"),
        ("reserve_movements.csv", 3, "period", "Q5"),
        ("reserve_movements.csv", 4, "opening", "13o"),
    ]
    failed = [finding["rule"] for finding in found.result["findings"] if finding["verdict"] == "fail"]
    assert failed == ["RM01", "SV01"]


def test_a_duplicate_key_is_a_failed_check_that_names_both_lines(folder: Path) -> None:
    found = outcome_of(folder, {"reserve_movements.csv": RESERVES + MUSEUMS + MUSEUMS})
    assert found.code == 1
    assert found.rest_is_checked
    (finding,) = (finding for finding in found.result["findings"] if finding["rule"] == "KEY")
    cells = finding["cells"]
    assert isinstance(cells, list)
    assert {(cell["file"], cell["line"]) for cell in cells} == {
        ("reserve_movements.csv", 2),
        ("reserve_movements.csv", 3),
    }
    assert finding["message"] == "the number of lines is 2, computed 1: 1 too high"
    assert "a line stands twice" in found.table
    assert "says the same as line 2: the number of lines is 2" in " ".join(found.table.split())


def test_a_slip_in_a_choice_names_the_nearest(folder: Path) -> None:
    found = outcome_of(folder, {"savings.csv": SAVINGS.replace("Green", "Gren")})
    assert found.code == 2
    assert found.rest_is_checked
    assert found.problems == [("savings.csv", 2, "risk_rating", "Gren")]
    assert found.messages == ["not one of Green, Amber, Red; did you mean 'Green'?"]


def test_more_digits_than_the_unit_has_are_a_warning(folder: Path) -> None:
    """The figure is used as it stands, and the exit code is that of the checks."""
    found = outcome_of(folder, {"reserve_movements.csv": RESERVES + MUSEUMS.replace("130,0,130", "130.005,0,130.005")})
    assert found.code == 1
    assert {problem["severity"] for problem in found.result["input_problems"]} == {"warning"}
    assert found.problems[0] == ("reserve_movements.csv", 2, "closing", "130.005")


def test_a_file_that_no_rule_reads_is_listed(folder: Path) -> None:
    found = outcome_of(folder, {"notes.csv": "what\nnothing\n", "reserve_movement.csv": RESERVES + MUSEUMS})
    assert found.code == 1
    assert found.unread == ["notes.csv", "reserve_movement.csv"]
    assert "no rule reads notes.csv" in found.table
    assert checked("--strict", "--fail-on", "never").exit_code == 1


def test_a_folder_of_tables_that_no_rule_reads_says_once_how_one_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("pay roll.csv", "stock.csv", "hra.csv"):
        (tmp_path / name).write_text("Line,Amount\nPay,10\nTravel,5\nTotal,15\n")
    said = "what adds up in a table of your own is checked file by file: budget-monitor check"
    found = command("check", ".")
    assert found.exit_code == 2
    assert found.output.endswith(f"\n{said} FILE\n")
    assert "did you mean" not in found.output, "no ledger is called anything like these"
    (tmp_path / "zz.xlsx").write_bytes(b"PK")  # it may hold a ledger, and cannot be opened
    found = command("check", ".")
    assert found.exit_code == 2
    told = " ".join(found.stdout.split())
    assert f"W{said[1:]} hra.csv " in told
    assert "nothing here to check" not in told


RULE = '[[rule]]\nid = "X1"\nledger = "savings"\n'


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        pytest.param(
            f"# mine\n{RULE}check = 'valeu >= 0'\n",
            (5, "check", "valeu"),
            "rule X1: savings has no column 'valeu'; did you mean 'value'?",
            id="an unknown column",
        ),
        pytest.param(
            f"{RULE}check = 'value >= sun(value)'\nby = ['period']\n",
            (4, "check", "sun"),
            "rule X1: unknown function 'sun'; did you mean 'sum'? (at character 10)",
            id="an unknown function",
        ),
        pytest.param(
            f"{RULE}check = 'value = 5'\n",
            (4, "check", "= 5"),
            "rule X1: not an expression: invalid syntax (at character 7)",
            id="no expression",
        ),
        pytest.param(
            RULE.replace('"savings"', '"saving"') + "check = 'value >= 0'\n",
            (3, "ledger", "saving"),
            "rule X1: unknown ledger 'saving'; did you mean 'savings'?",
            id="an unknown ledger",
        ),
        pytest.param(
            f"\n{RULE}check = 'value >= 0'\nserverity = 'info'\n",
            (6, "serverity", "serverity"),
            "rule X1: unknown field 'serverity'; did you mean 'severity'?",
            id="an unknown field",
        ),
        pytest.param(
            RULE.replace("X1", "SV01") + "check = 'value >= 0'\n",
            (2, "id", "SV01"),
            "two rules have the id SV01: the other stands in rules/savings.toml:",
            id="two rules with one id",
        ),
        pytest.param(
            "# mine\n[[rule]\nid = 'X1'\n", (2, None, "[[rule]"), "the file is not TOML", id="a file that is not TOML"
        ),
        pytest.param(b"[[rule]]\nid = 'caf\xe9'\n", (2, None, "e9"), "the file is not UTF-8 text", id="not UTF-8"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_rule_is_said_with_its_place(
    folder: Path, text: str | bytes, place: tuple[object, ...], message: str
) -> None:
    """The rule is left out or broken, and the shipped ones run."""
    found = outcome_of(folder, {"rules/mine.toml": text})
    assert found.code == 2
    assert found.rest_is_checked
    assert found.problems == [("ledgers/rules/mine.toml", *place)]
    assert message in found.messages[0]
    assert f"ledgers/rules/mine.toml:{place[0]}" in found.table
    assert message.split(";")[0] in found.table


def test_a_rule_that_cannot_be_understood_is_broken_and_never_a_pass(folder: Path) -> None:
    found = outcome_of(folder, {"rules/mine.toml": f"{RULE}check = 'valeu >= 0'\n"})
    (finding,) = (finding for finding in found.result["findings"] if finding["rule"] == "X1")
    assert finding["verdict"] == "broken"
    (tally,) = (rule for rule in found.result["rules"] if rule["id"] == "X1")
    assert (tally["checks"], tally["broken"], tally["exact"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["leggers"], "leggers: no such folder; did you mean 'ledgers'?"),
        (["empty"], "empty: no CSV file in this folder; expected ledgers such as "),
        (["others"], "saving.csv: did you mean savings.csv?"),
        (
            ["ledgers/notes.txt"],
            "ledgers/notes.txt: not a folder; name the folder that holds the ledgers",
        ),
        (
            ["ledgers/q2.xlsb"],
            "ledgers/q2.xlsb: workbooks of this kind are not read; open it, save it as .xlsx, and check that",
        ),
        (["--rules", "mine.toml"], "there is no rule file or folder 'mine.toml'"),
        (["--select", "SV9"], "no rule 'SV9'; did you mean 'SV"),
        (["--year", "2021"], "'2021' is no financial year; write it as 2021/22"),
        (["--period", "Q5"], "'Q5' is no period"),
        (["--engine", "panda"], "unknown engine 'panda'; did you mean 'pandas'?"),
    ],
)
def test_what_cannot_be_done_at_all_is_one_message_on_stderr(folder: Path, arguments: list[str], message: str) -> None:
    (folder / "savings.csv").write_text(SAVINGS)
    (folder / "notes.txt").write_text("")
    (folder / "q2.xlsb").write_bytes(b"PK")
    (folder.parent / "empty").mkdir()
    (folder.parent / "others").mkdir()
    (folder.parent / "others" / "saving.csv").write_text(SAVINGS)
    found = checked(*arguments)
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.startswith("budget-monitor: ")
    assert message in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("723.79.48", "did you mean 72,379.48? The checks come to it"),
        ("723.79.84", "did you mean 72,379.84? The checks come to £72,379,480"),
        ("seven", "did you mean £72,379,480? The checks come to it"),
        ("97 EUR", "EUR is not the currency of the ledgers, GBP"),
    ],
)
def test_what_cannot_be_read_has_the_value_that_the_checks_determine(folder: Path, typed: str, told: str) -> None:
    (folder / "outturns.csv").write_text(
        "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance\n"
        f"2026/27,Q1,Roads,forecast,{typed},72379480,0,72379480,0\n"
    )
    found = checked()
    assert found.exit_code == 2
    assert told in " ".join(found.stdout.split())


HOSTILE = (
    "financial_year,period,portfolio,proposal,risk_rating,value,achieved\n"
    "2021/22,Q4,[bold red]Lib[/] \x1b[31mraries\x07,[link=x]Hours[/link],Green,6o[/red]\x1b]0;x\x07,60\n"
    "2021/22,Q4,[bold red]Lib[/] \x1b[31mraries\x07,Total :smile: {value},,61,59\n"
    "2021/22,Q4,[bold red]Lib[/] \x1b[31mraries\x07,\u202eevil\u200b,[/],5,5\n"
)


def test_text_of_a_ledger_is_printed_literally(folder: Path) -> None:
    """Rich markup is text, and what a terminal would act on is a visible sign, in the cells and in messages."""
    found = outcome_of(folder, {"savings.csv": HOSTILE, "reserve_movements.csv": RESERVES + MUSEUMS})
    table = checked().stdout
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", table)
    assert "`6o[/red]␛]0;x␇`" in found.table
    assert "[bold red]Lib[/] ␛[31mraries␇" in found.table
    assert found.code == 2
    assert found.problems[0] == ("savings.csv", 2, "value", "6o[/red]\x1b]0;x\x07")


def test_names_of_files_and_columns_are_printed_literally(folder: Path) -> None:
    rules = f"{RULE}check = 'value >= 0'\ntitle = '[red]mine[/red] \x1b'\n".replace(" \x1b", "\\u001b")
    headed = RESERVES.replace("usage", "[b]usage[/b]").replace("closing", "closing\x1b[2J") + MUSEUMS
    found = outcome_of(folder, {"reserve_movements.csv": headed, "[red]notes.csv": "x\n", "rules/mine.toml": rules})
    assert "\x1b" not in checked().stdout
    assert "[red]notes.csv" in found.table
    assert found.code == 2
