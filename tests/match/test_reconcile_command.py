"""`reconcile` at a terminal: columns guessed or said, three months to a proof of nought, and bad input."""

from __future__ import annotations

import csv
import json
import re
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from budget_monitor.cli import app

CASH = """Date,Amount,Reference,Name
2026-04-01,120.35,CHQ 100201,Allotments
2026-04-02,-61.18,BACS 200001,Print shop
2026-04-20,-450.00,BACS 200002,Roof repair
"""
BANK = """Date,Paid out,Paid in,Description,Balance
01/04/2026,,,Opening balance,1000.00
03/04/2026,,120.35,COUNTER 100201,1120.35
05/04/2026,16.18,,BACS 200001 PRINT,1104.17
30/04/2026,5.00,,Bank charge,1099.17
30/04/2026,,,Closing balance,1099.17
"""


def run(folder: Path, *arguments: str, cash: str = CASH, bank: str = BANK) -> tuple[int, str]:
    (folder / "cash_book.csv").write_text(cash, encoding="utf-8")
    (folder / "bank.csv").write_text(bank, encoding="utf-8")
    result = CliRunner().invoke(app, ["reconcile", str(folder / "cash_book.csv"), str(folder / "bank.csv"), *arguments])
    return result.exit_code, result.output


def test_paid_in_and_paid_out_are_one_amount_and_balances_are_no_entries(tmp_path: Path) -> None:
    code, text = run(tmp_path, "--format", "json")
    told = json.loads(text)
    assert code == told["exit_code"] == 1
    assert [(one["status"], one["kind"], one["difference"]) for one in told["matches"]] == [
        ("slip", "digits_transposed", "-45"),
        ("matched", "reference", "0"),
    ]
    assert [one["amount"] for one in told["only_left"]] == ["-450"]
    assert [one["amount"] for one in told["only_right"]] == ["-5"]
    assert told["proof"] == {
        "left": "-390.83", "right": "99.17", "unmatched": "-490", "holds": True, "closing_gap": None
    }  # fmt: skip
    assert told["matches"][0]["sentence"].startswith(
        "digits transposed: −£61.18 here, −£16.18 there; look at the paper"
    )


def test_what_is_open_is_carried_forward_until_it_clears(tmp_path: Path) -> None:
    carried = tmp_path / "open.csv"
    assert run(tmp_path, "--carry-forward", str(carried))[0] == 1
    code, text = run(
        tmp_path, "--carried", str(carried), "--format", "json",
        cash="Date,Amount,Reference,Name\n2026-05-02,-5.00,,Bank charge April\n"
        "2026-05-02,45.00,BACS 200001,Correction: 16.18\n",
        bank="Date,Paid out,Paid in,Description\n04/06/2026,450.00,,BACS 200002 ROOF\n",
    )  # fmt: skip
    told = json.loads(text)
    assert {(len(one["left"]), len(one["right"])) for one in told["matches"]} == {(1, 1), (2, 0)}
    assert (code, told["proof"]["unmatched"], told["only_left"], told["only_right"]) == (0, "0", [], [])


def test_a_carried_file_of_other_lists_is_refused(tmp_path: Path) -> None:
    carried = tmp_path / "open.csv"
    carried.write_text("pair,side,date,amount,reference,name,file,line,cell\npayroll | ledger,left,,1,,,a.csv,2,\n")
    code, text = run(tmp_path, "--carried", str(carried))
    assert (code, "carried forward from payroll | ledger" in text) == (2, True)
    carried.write_bytes(carried.read_bytes() + b"cash | bank,left,,1,,caf\xe9,a.csv,2,\n")
    code, text = run(tmp_path, "--carried", str(carried))
    assert (code, f"{carried.name}:3: this is not UTF-8 text: byte e9" in text) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "cash", "message"),
    [
        (("--left", "amount=Amonut"), CASH, "did you mean 'Amount'"),
        (("--left", "amout=Amount"), CASH, "did you mean 'amount'"),
        ((), "Date,Words\n2026-04-01,x\n", "no column is known for the amounts"),
        ((), "Date,Amount\n", "there is no entry in it"),
        ((), "Date,Amount\n13/04/2026,5\n04/25/2026,5\n", "say which it is with dates=day-first"),
        (("--tolerance", "much"), CASH, "'much' is no amount"),
        (("--as-at", "yesterday"), CASH, "'yesterday' is no date"),
    ],
)
def test_bad_input_is_told_in_a_sentence(tmp_path: Path, arguments: tuple[str, ...], cash: str, message: str) -> None:
    code, text = run(tmp_path, *arguments, cash=cash)
    assert (code, message in text) == (2, True), text
    assert "Traceback" not in text


def test_entries_dated_after_the_day_to_which_ages_are_counted_are_told(tmp_path: Path) -> None:
    """They are open all the same, and have no age yet."""
    cash = "Date,Amount,Ref\n2026-04-01,5.00,A1\n2026-05-03,7.00,A2\n"
    bank = "Date,Amount,Description\n2026-04-02,9.00,B\n"
    code, text = run(tmp_path, "--as-at", "2026-04-30", cash=cash, bank=bank)
    words = " ".join(text.split())
    assert "cash_book.csv: 1 of 2 entries are dated later than 2026-04-30, the day to which ages are counted" in words
    assert ("bank.csv: 1 of" in words, "£7 later A2" in words, "£5 29 d A1" in words, code) == (False, True, True, 1)


def test_an_amount_that_cannot_be_read_makes_the_job_undone_and_is_named(tmp_path: Path) -> None:
    code, text = run(tmp_path, cash=CASH.replace("120.35", "12x"))
    assert (code, "cash_book.csv:2 Amount `12x`" in text) == (2, True), text


def test_what_the_settings_keep_counts_unless_an_option_says_otherwise(tmp_path: Path) -> None:
    cash = "Posted,Value,Ref\n2026-04-01,-61.20,BACS 200001\n"
    bank = "Date,Amount,Description\n2026-04-02,61.18,BACS 200001\n"
    settings = tmp_path / "budget-monitor.toml"
    settings.write_text(
        'currency = "EUR"\n[reconcile]\nleft = "date=Posted,amount=Value"\nright = "sign=reversed"\ntolerance = 0.05\n',
        encoding="utf-8",
    )
    code, text = run(tmp_path, "--format", "json", cash=cash, bank=bank)
    assert (code, [one["kind"] for one in json.loads(text)["matches"]]) == (0, ["tolerance"]), text
    assert json.loads(text)["matches"][0]["sentence"] == "reference, within the tolerance: €0.02 apart"
    assert "€61.20" in run(tmp_path, "--tolerance", "0", cash=cash, bank=bank)[1]
    settings.write_text("[reconcile]\ndays = -1\n", encoding="utf-8")
    code, text = run(tmp_path, cash=cash, bank=bank)
    assert (code, "budget-monitor.toml:2" in text, "from 0 to 366" in text) == (2, True, True), text


def test_the_same_file_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CASH)
    result = CliRunner().invoke(app, ["reconcile", str(tmp_path / "a.csv"), str(tmp_path / "a.csv")])
    assert (result.exit_code, "are the same file" in result.output) == (2, True)


def test_no_output_replaces_a_list(tmp_path: Path) -> None:
    code, text = run(tmp_path, "--output", str(tmp_path / "bank.csv"))
    assert code == 2, text
    assert (tmp_path / "bank.csv").read_text() == BANK


def lists_in(book: Workbook, **lists: str) -> Workbook:
    """A sheet for each list, as a clerk would keep it: a title above, real dates and numbers."""
    for title, text in lists.items():
        sheet = book.create_sheet(title)
        sheet["A1"] = "Ambridge Parish Council"
        for row in csv.reader(StringIO(text)):
            sheet.append([float(cell) if re.fullmatch(r"-?[0-9.]+", cell) else cell or None for cell in row])
    return book


def test_both_lists_may_be_sheets_of_one_workbook_and_places_are_cells(tmp_path: Path) -> None:
    book = lists_in(Workbook(), Cash=CASH, Bank=BANK)
    book.worksheets[0]["A1"] = "Kept by the clerk"
    path = str(tmp_path / "april.xlsx")
    book.save(path)
    arguments = ("reconcile", path, path, "--left", "sheet=Cash", "--right", "sheet=Bank")
    told = json.loads(CliRunner().invoke(app, [*arguments, "--format", "json"]).output)
    assert told["proof"]["unmatched"] == "-490"
    assert [(one["file"], one["cell"]) for one in told["only_left"]] == [("april.xlsx:Cash", "Cash!B5")]
    assert [one["cell"] for one in told["matches"][0]["right"]] == ["Bank!B5"]
    text = CliRunner().invoke(app, list(arguments)).output
    assert "april.xlsx:Cash!B5" in text


def test_of_several_sheets_the_only_one_with_amounts_is_the_list(tmp_path: Path) -> None:
    book = lists_in(Workbook(), Cash=CASH)
    book.worksheets[0]["A1"] = "Kept by the clerk"
    book.save(tmp_path / "cash_book.xlsx")
    (tmp_path / "bank.csv").write_text(BANK, encoding="utf-8")
    result = CliRunner().invoke(app, ["reconcile", str(tmp_path / "cash_book.xlsx"), str(tmp_path / "bank.csv")])
    assert (result.exit_code, "cash_book.xlsx:Cash!B5" in result.output) == (1, True), result.output
    lists_in(book, Petty=CASH).save(tmp_path / "cash_book.xlsx")
    result = CliRunner().invoke(app, ["reconcile", str(tmp_path / "cash_book.xlsx"), str(tmp_path / "bank.csv")])
    assert (result.exit_code, "which sheet is it, Cash or Petty?" in result.output) == (2, True), result.output


def test_the_workbook_has_a_sheet_for_each_list_and_a_proof_of_formulas(tmp_path: Path) -> None:
    target = tmp_path / "out" / "reconciliation.xlsx"
    target.parent.mkdir()
    assert run(tmp_path, "--output", str(target))[0] == 1
    book = load_workbook(BytesIO(target.read_bytes()))
    assert book.sheetnames == ["Proof", "Matched", "Slips", "Ambiguous", "Only left", "Only right"]
    assert str(book["Proof"]["B4"].value).startswith("=")
    values = load_workbook(BytesIO(target.read_bytes()), data_only=True)["Proof"]
    assert (values["B6"].value, values["B11"].value, values["B12"].value) == (-490, -490, 0)


@pytest.mark.parametrize("name", ["r.html", "r.csv"])
def test_other_formats_hold_every_entry(tmp_path: Path, name: str) -> None:
    target = tmp_path / "out" / name
    target.parent.mkdir()
    assert run(tmp_path, "--output", str(target))[0] == 1
    text = target.read_text(encoding="utf-8-sig")
    assert all(word in text for word in ("CHQ 100201", "BACS 200001", "BACS 200002", "Bank charge"))


def test_one_run_writes_several_files_and_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("open.xlsx", "result.json")]
    code, text = run(tmp_path, *(word for file in files for word in ("--output", str(file))))
    assert (code, [file.exists() for file in files]) == (1, [True, True])
    assert text.count("wrote ") == 2
    code, text = run(tmp_path, "--output", str(tmp_path / "open.foo"))
    assert (code, "stands for no format" in text) == (2, True)


def test_an_entry_that_was_typed_twice_does_not_keep_a_batch_from_its_credit(tmp_path: Path) -> None:
    cash = "Date,Amount,Voucher,Payee,Details\n" + "".join(
        f"2026-04-08,{amount},PIS 311,Allotments,plot {plot}\n"
        for amount, plot in (("42.00", 4), ("38.50", 7), ("57.25", 12), ("42.00", 4))
    )
    bank = "Date,Amount,Description\n09/04/2026,137.75,CREDIT 000311\n"
    told = json.loads(run(tmp_path, "--format", "json", cash=cash, bank=bank)[1])
    assert [len(one["left"]) for one in told["matches"]] == [3]
    assert [one["name"] for one in told["only_left"]] == ["Allotments plot 4"]


def test_takings_of_some_days_are_matched_with_what_was_paid_in_together(tmp_path: Path) -> None:
    taken = (("11/04/2026", "62.50"), ("11/04/2026", "62.00"), ("13/04/2026", "62.00"))
    cash = "Date,Amount,Payee\n" + "".join(f"{day},{amount},Allotments\n" for day, amount in taken)
    bank = "Date,Amount,Description\n14/04/2026,186.50,PAID IN AT BRANCH 000871\n20/04/2026,-8.00,SERVICE CHARGE\n"
    told = json.loads(run(tmp_path, "--format", "json", cash=cash, bank=bank)[1])
    assert [(one["kind"], len(one["left"])) for one in told["matches"]] == [("batch", 3)]
    assert [one["amount"] for one in told["only_right"]] == ["-8"]


def test_headers_run_together_and_notes_with_days_in_them_are_read(tmp_path: Path) -> None:
    cash = "TransactionDate,Income,Expense,Reason,Notes\n" + "".join(
        f"2026-04-{day:02d},,{day}.37,Snacks,From cheque of 2026-03-{day:02d}\n" for day in range(1, 25)
    )
    bank = "Date,Amount,Recipient\n" + "".join(f"2026-04-{day:02d},{day}.37,Shop\n" for day in range(1, 25))
    told = json.loads(run(tmp_path, "--format", "json", cash=cash, bank=bank)[1])
    assert len(told["matches"]) == 24
