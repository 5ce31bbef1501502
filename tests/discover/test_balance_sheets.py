"""Balance sheets with one sign turned round: assets and liabilities, net assets, and the reserves that back them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from budget_monitor.diagnose.diagnosis import diagnose
from budget_monitor.discover.discovery import discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

OWNED = {"Fixed assets": 1_310_500, "Debtors": 91_400, "Cash at bank": 377_650}
OWED = {"Creditors": 412_000, "Loans": 190_300, "Provisions": 45_000}
RESERVES = {"General fund": 655_250, "Earmarked reserves": 477_000}
NET = 1_132_250
Rows = list[list[object]]


def sheet(*, minus: bool, parts: bool = False, heading: str = "31 March 2026") -> Rows:
    """A balance sheet in one column; what is owed has a `minus`, or none; with sub-totals of its `parts`."""
    sign = -1 if minus else 1
    rows: Rows = [["Balance sheet", heading], *([name, value] for name, value in OWNED.items())]
    rows += [["Total assets", sum(OWNED.values())]] if parts else []
    rows += [[name, sign * value] for name, value in OWED.items()]
    rows += [["Current liabilities", sign * sum(OWED.values())]] if parts else []
    rows.append(["Net assets", NET])
    return [*rows, *([name, value] for name, value in RESERVES.items()), ["Total reserves", NET]]


def with_turned(rows: Sequence[Sequence[object]], name: str) -> Rows:
    return [[one[0], -one[1]] if one[0] == name and isinstance(one[1], int) else [*one] for one in rows]


def advice(rows: Rows) -> list[tuple[str, str]]:
    found = discover([grid_of(rows)])
    changes = [change for one in diagnose(found.constraints, found.findings).corrections for change in one.cells]
    return [(change.address, change.type_as) for change in changes]


@pytest.mark.parametrize("parts", [False, True])
@pytest.mark.parametrize("minus", [False, True])
def test_a_right_balance_sheet_holds_with_its_net_assets(minus: bool, parts: bool) -> None:
    found = discover([grid_of(sheet(minus=minus, parts=parts))])
    assert {one.verdict for one in found.relations} == {Verdict.EXACT}
    net = f"B{len(OWNED) + len(OWED) + 2 + 2 * parts}"
    assert any(net in {cell.place for cell in one.cells} and len(one.cells) > 3 - parts for one in found.relations)


@pytest.mark.parametrize("parts", [False, True])
@pytest.mark.parametrize("minus", [False, True])
@pytest.mark.parametrize("name", [*OWNED, *OWED, *RESERVES])
def test_one_turned_sign_is_told_with_its_cell(name: str, minus: bool, parts: bool) -> None:
    rows = sheet(minus=minus, parts=parts)
    at = [str(row[0]) for row in rows].index(name)
    assert advice(with_turned(rows, name)) == [(f"B{at + 1}", f"{rows[at][1]}")]


def test_where_half_of_what_is_owed_has_a_minus_the_total_is_to_look_at() -> None:
    rows = [row for row in sheet(minus=True) if row[0] != "Provisions"]
    rows = [[row[0], NET + 45_000] if row[0] in ("Net assets", "Total reserves") else row for row in rows]
    rows = [[row[0], 522_000] if row[0] == "Earmarked reserves" else row for row in rows]
    found = discover([grid_of(with_turned(rows, "Loans"))])
    (told,) = found.findings
    assert (told.verdict, told.place.address) == (Verdict.UNDECIDED, "B7")
    assert "some of what is owed has a minus here, and some has none" in told.message


def test_what_is_called_less_is_taken_away_and_has_no_minus() -> None:
    rows = [[f"Less: {row[0]}" if row[0] in OWED else row[0], row[1]] for row in sheet(minus=False)]
    assert {one.verdict for one in discover([grid_of(rows)]).relations} == {Verdict.EXACT}
    assert advice(with_turned(rows, "Less: Loans")) == [("B6", "190300")]


def test_a_sign_that_is_another_one_than_last_year_fails_though_the_total_has_no_name_for_it() -> None:
    rows: Rows = [
        ["", "2024/25", "2025/26"], ["Creditors", -790_340, 812_000], ["Provisions", -88_000, -95_000],
        ["Owed within a year", -878_340, -907_000],
    ]  # fmt: skip
    assert advice(rows) == [("C2", "-812000")]


def test_a_budget_that_is_income_less_costs_is_no_turned_sum() -> None:
    rows: Rows = [["", "Amount"], ["Fees", -95_000], ["Staff", 812_000], ["Income less staff", -907_000]]
    found = discover([grid_of(rows)])
    assert found.findings == ()


SECTIONS: Rows = [
    ["Balance sheet", "31 March 2026"], ["Property", 80_912], ["Equipment", 14_128], ["Long-term debtors", 292],
    ["Long-term assets", 95_332], ["Investments", 6_312], ["Debtors", 4_089], ["Cash", 2_317],
    ["Current assets", 12_718], ["Creditors", -6_090], ["Short-term borrowing", -2_569],
    ["Current liabilities", -8_659], ["Net assets", 99_391], ["Usable reserves", 23_914],
    ["Unusable reserves", 75_477], ["Total reserves", 99_391],
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Current assets", 12_781), ("Current liabilities", -8_651), ("Long-term assets", -95_332),
        ("Long-term assets", 93_532), ("Total reserves", -99_391), ("Current assets", 12_788),
    ],
)  # fmt: skip
def test_a_wrong_total_of_a_section_is_told_with_its_cell(name: str, typed: int) -> None:
    rows = [[row[0], typed if row[0] == name else row[1]] for row in SECTIONS]
    at = [row[0] for row in rows].index(name)
    assert advice(rows) == [(f"B{at + 1}", f"{SECTIONS[at][1]}")]
    assert not advice(SECTIONS)


def test_reserves_that_have_a_minus_throughout_are_no_slip() -> None:
    assert not advice([*SECTIONS[:-3], *([str(name), -int(str(value))] for name, value in SECTIONS[-3:])])
