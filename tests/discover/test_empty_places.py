"""A figure that was never typed, or was typed over with a nought, is found by what the sums around it ask for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from budget_monitor.diagnose.diagnosis import diagnose
from budget_monitor.discover.discovery import discover
from budget_monitor.model.ledgers.grid import cell_address
from budget_monitor.model.results.numbered import places_to_look_at, to_look_at
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.model.results.review import AcceptanceFault
from budget_monitor.pipeline.run.tables import discover_tables
from budget_monitor.render.report.review import acceptances_title
from budget_monitor.render.report.summary import checks_text
from tests.support.grids import grid_of
from tests.support.monitoring import BUDGET, PERCENT, TO_DATE, figures_of, monitoring

SEEDS = range(12)


def with_cell(rows: list[list[str]], row: int, column: int, text: str) -> list[list[str]]:
    changed = [list(one) for one in rows]
    changed[row][column] = text
    return changed


def casting_both_ways(chance: Random, nil: Sequence[tuple[int, int]] = (), word: str = "") -> list[list[str]]:
    """Two to seven lines of two to six quarters, in tenths, with totals down and across; `nil` lines show a word."""
    lines, columns = chance.randint(2, 7), chance.randint(2, 6)
    tenths = [[chance.randint(11, 9_000) for _ in range(columns)] for _ in range(lines)]
    for row, column in nil:
        tenths[row - 1][column - 1] = 0
    tenths.append([sum(column) for column in zip(*tenths, strict=True)])
    rows = [["Service", *(f"Q{one}" for one in range(1, columns + 1)), "Total"]]
    for at, one in enumerate(tenths, 1):
        label = f"Service {at}" if at <= lines else "Total"
        rows.append([label, *(f"{Decimal(figure) / 10:,.1f}" for figure in (*one, sum(one)))])
    for row, column in nil:
        rows[row][column] = word
    return rows


def lines_of(rows: list[list[str]]) -> list[tuple[int, int]]:
    """The places of the figures that are no totals."""
    return [(row, column) for row in range(1, len(rows) - 1) for column in range(1, len(rows[0]) - 1)]


def advice_for(rows: list[list[str]]) -> list[tuple[str, str]]:
    """What to type where, by the first correction."""
    found = discover([grid_of(rows)])
    corrections = diagnose(found.constraints, found.findings).corrections
    return (
        [(change.address.rpartition("!")[2], change.type_as) for change in corrections[0].cells] if corrections else []
    )


def told(rows: list[list[str]]) -> set[str]:
    """The cells that are named to look at."""
    findings = discover([grid_of(rows)]).findings
    return {one.place.address.rpartition("!")[2] for one in findings if one.verdict is Verdict.UNDECIDED}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_right_report_holds_and_has_nothing_to_look_at(seed: int) -> None:
    relations = discover([grid_of(monitoring(Random(seed)))]).relations
    assert {one.verdict for one in relations} <= {Verdict.EXACT, Verdict.WITHIN_ROUNDING}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_nought_typed_over_any_figure_is_told_with_the_figure(seed: int) -> None:
    chance = Random(seed)
    rows = monitoring(chance)
    row, column = chance.choice(figures_of(rows))
    assert advice_for(with_cell(rows, row, column, "0")) == [(cell_address("", column, row + 1), rows[row][column])]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_blank_is_put_right_or_named_with_the_figure(seed: int) -> None:
    chance = Random(seed)
    rows = monitoring(chance)
    row, column = chance.choice(figures_of(rows))
    blank = with_cell(rows, row, column, "")
    address = cell_address("", column, row + 1)
    assert advice_for(blank) == [(address, rows[row][column])] or told(blank) == {address}


@pytest.mark.parametrize("word", ["", "tbc", "n/a", "to follow"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_left_open_in_a_table_that_casts_both_ways_is_put_right(seed: int, word: str) -> None:
    rows = casting_both_ways(Random(seed))
    row, column = Random(seed).choice(lines_of(rows))
    found = advice_for(with_cell(rows, row, column, word))
    assert found == [(cell_address("", column, row + 1), rows[row][column])]


@pytest.mark.parametrize("word", ["", "n/a", "-", "tbc"])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_left_open_and_asked_for_by_no_total_is_nothing(seed: int, word: str) -> None:
    chance = Random(seed)
    lines = lines_of(casting_both_ways(chance))
    rows = casting_both_ways(Random(seed), nil=chance.sample(lines, min(2, len(lines))), word=word)
    found = discover([grid_of(rows)])
    assert [one.message for one in found.findings] == []


def test_a_blank_of_two_lines_is_put_right_though_nothing_is_called_a_total() -> None:
    rows = [
        ["Service", "Q1", "Q2", "Council"],
        ["Parks", "356974", "231127", "588101"],
        ["Museums", "tbc", "246431", "351924"],
        ["All services", "462467", "477558", "940025"],
    ]
    assert advice_for(rows) == [("B3", "105493")]


def test_two_relations_that_may_ask_for_a_small_figure_by_chance_name_the_cell() -> None:
    """Of 44 any two would ask in one of so many tables; neither is called a total."""
    rows = [
        ["Line", "Apr", "May", "Jun", "Jul", "Quarters"],
        ["Markets", "23", "tbc", "62", "12", "141"],
        ["Waste", "10", "28", "36", "65", "139"],
        ["Parks", "51", "17", "9", "30", "107"],
        ["Net spend", "84", "89", "107", "107", "387"],
    ]
    findings = discover([grid_of(rows)]).findings
    assert {(one.place.address, one.verdict) for one in findings} == {("C2", Verdict.UNDECIDED)}
    assert all("C2 is tbc; with 44 in it" in one.message for one in findings)


def test_a_closing_balance_that_was_left_open_is_put_right() -> None:
    rows = [
        ["Reserve", "Opening balance", "Transfers in", "Transfers out", "Closing balance"],
        ["Waste", "19,881", "2,339", "-7,531", "tbc"],
        ["Planning", "12,492", "6,486", "-7,626", "11,352"],
        ["Total reserves", "32,373", "8,825", "-15,157", "26,041"],
    ]
    assert advice_for(rows) == [("E2", "14,689")]


def test_a_column_of_words_for_missing_figures_is_still_one_of_figures() -> None:
    rows = [["Service", "Pay", "Grants", "Total"]]
    rows += [[f"Service {one}", str(200 + one), "tbc", str(200 + one)] for one in range(1, 8)]
    rows += [["Parks", "310", "92", "402"], ["Total", "1738", "92", "1830"]]
    assert {one.verdict for one in discover([grid_of(rows)]).relations} == {Verdict.EXACT}


def test_a_blank_that_a_row_and_a_column_ask_for_is_put_right() -> None:
    rows = monitoring(Random(1))
    assert advice_for(with_cell(rows, 2, BUDGET, "")) == [(cell_address("", BUDGET, 3), rows[2][BUDGET])]


def test_a_percentage_ten_times_too_large_fails() -> None:
    rows = monitoring(Random(1))
    tenfold = f"{10 * float(rows[3][PERCENT].rstrip('%')):.1f}%"
    found = discover([grid_of(with_cell(rows, 3, PERCENT, tenfold))])
    assert [one.place.address for one in found.findings if one.verdict is Verdict.FAIL] == ["K4"]


def test_totals_that_were_not_made_in_a_column_of_differences_do_not_fail() -> None:
    """Nobody adds up what the lines differ by; a row and a column would both ask for it."""
    rows = [["Service", "2024", "2025", "Change"]]
    chance = Random(2)
    lines = [(chance.randint(10_000, 90_000), chance.randint(10_000, 90_000)) for _ in range(9)]
    rows += [[f"Line {at}", str(one), str(other), str(other - one)] for at, (one, other) in enumerate(lines)]
    rows.append(["Total", *(str(sum(column)) for column in zip(*lines, strict=True)), ""])
    assert all(one.verdict is not Verdict.FAIL for one in discover([grid_of(rows)]).relations)


def test_a_dash_of_which_one_sum_knows_is_named_and_does_not_fail() -> None:
    """It may say that nothing belongs there."""
    rows = [row[:TO_DATE] for row in monitoring(Random(3))]
    dash = with_cell(rows, 3, 2, "-")
    assert advice_for(dash) == []
    assert told(dash) == {"C4"}


def test_a_total_of_shares_that_is_left_blank_is_not_asked_for() -> None:
    lines = [(412, 398, 410), (152, 131, 178), (620, 632, 619), (188, 190, 187)]
    whole = sum(map(sum, lines))
    rows = [["Cost", "Apr", "May", "Jun", "Total", "Share"]]
    rows += [
        [f"Line {at}", *map(str, one), str(sum(one)), f"{100 * sum(one) / whole:.4f}%"] for at, one in enumerate(lines)
    ]
    totals = [sum(one) for one in zip(*lines, strict=True)]
    rows += [["Total", *map(str, totals), str(whole), ""]]
    found = discover([grid_of(rows)])
    assert found.findings == ()


QUARTERS = {
    "Libraries": (120_500, 118_300, 121_750),
    "Museums": (45_200, 46_100, 44_980),
    "Parks": (82_040, 80_075, 83_310),
}


def quarters() -> list[list[str]]:
    """Services by quarter, with a total of each row and column."""
    rows = [["Service", "Q1", "Q2", "Q3", "Year"]]
    rows += [[name, *map(str, of), str(sum(of))] for name, of in QUARTERS.items()]
    totals = [sum(column) for column in zip(*QUARTERS.values(), strict=True)]
    return [*rows, ["Total", *map(str, totals), str(sum(totals))]]


@pytest.mark.parametrize("text", ["", "TBC"])
def test_a_grand_total_that_a_row_and_a_column_ask_for_is_told_with_what_to_type(text: str) -> None:
    assert advice_for(with_cell(quarters(), 4, 4, text)) == [("E5", "742255")]


def test_a_total_over_lines_that_are_missing_names_them() -> None:
    rows = with_cell(with_cell(quarters(), 2, 2, ""), 3, 2, "TBC")
    said = {one.place.address: one.message for one in discover([grid_of(rows)]).findings}
    assert "C2 + C3 + C4 comes to 118,300, but C5 is 244,475; the gap is 126,175; C3 is blank, C4 is TBC" in said["C5"]
    assert "; C3 is blank (" in said["E3"]
    assert "; C4 is TBC (" in said["E4"]


def test_several_sums_of_one_cell_are_one_place_to_look_at(tmp_path: Path) -> None:
    """A nought that a dash stands for may be meant, so it is to look at, whatever asks for a figure in it."""
    rows = with_cell(with_cell(quarters(), 2, 2, ""), 3, 2, "")
    (tmp_path / "quarters.csv").write_text("\n".join(",".join(row) for row in rows))
    report = discover_tables(tmp_path / "quarters.csv")
    places = [one.place.address for one in to_look_at(report)]
    assert len(places_to_look_at(report)) == len(set(places))
    assert checks_text(report).endswith(f"{len(set(places))} to look at")


def test_acceptances_are_not_said_to_hold_no_longer_where_nothing_could_be_checked(tmp_path: Path) -> None:
    file = tmp_path / "quarters.csv"
    (tmp_path / "accepted.toml").write_text(
        '[[accepted]]\nrule = "sum"\nledger = "quarters.csv"\nkey = { cell = "C5", of = "C2:C4" }\ngap = "undecided"\n'
        'reason = "awaited"\nby = "me"\non = 2026-11-01\n'
    )
    file.write_text("Nothing yet\n")
    report = discover_tables(file)
    assert [one.fault for one in report.acceptance_problems] == [AcceptanceFault.NOT_LOOKED_AT]
    assert "it may still hold" in report.acceptance_problems[0].message
    assert acceptances_title(report) == "Acceptances that could not be tried"
    file.write_text("\n".join(",".join(row) for row in quarters()))
    assert acceptances_title(discover_tables(file)) == "Acceptances that no longer hold"
