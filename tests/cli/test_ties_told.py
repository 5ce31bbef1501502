"""Of figures of which each could be the wrong one, none is stated as if it were known."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from budget_monitor.model.results.correction import Alternative, Certainty
from budget_monitor.render.report.view import Item
from tests.support.command import run
from tests.support.small_reports import correction, roll_forward


def told(tmp_path: Path, text: str, *options: str) -> str:
    file = tmp_path / "table.csv"
    file.write_text(text)
    found = run("check", str(file), *options)
    assert found.exit_code == 1, found.output
    return " ".join(found.stdout.split())


TRIAL_BALANCE = """Account,Name,Debit,Credit
1000,Salaries,21148.27,
1010,Premises,53138.04,
1020,Supplies,10923.84,
1030,Transport,65300.53,
1060,Bank deposit,36970.35,
3000,Creditors,,27391.27
3010,Fees income,,7786.02
3990,General fund,,152303.74
,Total,186581.03,187481.03
"""


def test_the_cells_that_fit_equally_are_named_together_and_the_others_are_less_likely(tmp_path: Path) -> None:
    said = told(tmp_path, TRIAL_BALANCE)
    assert "C4 10923.84 → 10023.84 one of these: C4 or C6 " in said
    assert "(as likely: C6 36970.35 → 36070.35; 4 less likely)" in said
    assert "one digit mistyped" not in said


def test_what_stands_in_the_column_beside_is_no_blank(tmp_path: Path) -> None:
    assert "blank" not in told(tmp_path, TRIAL_BALANCE), "of a debit and a credit one is blank in each line"


RECONCILIATION = """Bank reconciliation,£
Current account,7601.72
Deposit account,12000.00
Total bank balances,19601.72
Unpresented: 104512,-259.00
Unpresented: 104518,-84.60
Unpresented: BACS,-1200.45
Unbanked: paying in 88,310.00
Unbanked: card,45.50
Net balance per cash book,18422.17
"""


def test_a_digit_mistyped_is_as_likely_as_two_exchanged(tmp_path: Path) -> None:
    """The cheque was for 250.00. Nine too low is an exchange in 45.50, too, and people mistype more often."""
    said = told(tmp_path, RECONCILIATION)
    assert "one of these: B9, B5 or B8" in said
    assert "(as likely: B5 -259.00 → -250.00, or B8 310.00 → 319.00; 3 less likely)" in said


def test_where_any_figure_may_be_it_none_is_stated(tmp_path: Path) -> None:
    """Sixty too much is one digit mistyped in one of the figures, which it may be by chance."""
    said = told(tmp_path, "£000,This year,Last year\nGrants,760,512\nReceipts,507,498\nRevenue,25,31\n"
                          "Borrowing,1243,1180\nTotal,2475,2221\n")  # fmt: skip
    assert "B2 760 → 700 one of these: B2, B3, B4, B5 or B6 " in said


def test_what_rounding_leaves_of_one_cell_is_no_other_cell() -> None:
    one = correction(roll_forward())
    (closing,) = one.cells
    others = tuple(
        Alternative(Certainty.TIED, one.kind, (replace(closing, type_as=text),)) for text in ("60", "62")
    )  # fmt: skip
    tied = Item(1, (roll_forward(),), replace(one, certainty=Certainty.TIED, alternatives=others))
    assert tied.what == "digits transposed", "which figure is wrong is known"
    assert tied.less_likely == "rounding leaves as well: closing 16 → 60, or closing 16 → 62"
