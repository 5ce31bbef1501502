"""Claims about engines and order: which one computes, and how files are sorted, changes nothing that is found."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from budget_monitor.errors import UsageError
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.outcome import Finding, Report
from budget_monitor.pipeline import check as check_folder
from budget_monitor.render.formats.json import to_json
from tests.support.engines import IN_PROCESS, LISTS, QUICK, only_where_it_runs
from tests.support.places import STOCKPORT
from tests.support.random_rules import CONDITIONS, FIGURES_ROWS, figures_text
from tests.support.small_books import BUDGETS, FIGURES, SPENDING, check, counts, rule

RULES = """
[[rule]]
id = "T1"
ledger = "spending"
check = "before - used == amount"
[[rule]]
id = "T2"
ledger = "spending"
check = "before == previous(amount)"
[[rule]]
id = "T3"
ledger = "spending"
casts = ["used", "amount"]
within = ["financial_year", "period"]
[[rule]]
id = "T4"
ledger = "budgets"
check = "budget == sum(spending.amount, where=kind == 'cost') - sum(spending.used, where=kind == 'income')"
by = ["financial_year", "period", "department ~ team"]
[[rule]]
id = "T5"
ledger = "spending"
check = "abs(amount) <= budgets.budget * 1.5 or kind == 'income'"
by = ["financial_year", "period", "team = department"]
rows = "lines"
[[rule]]
id = "T6"
ledger = "spending"
check = "count() == 1"
by = "key"
[[rule]]
id = "T7"
ledger = "spending"
check = "max(amount, used) / before <= 2 if not is_missing(section) else amount >= previous_year(amount)"
[[rule]]
id = "T8"
ledger = "spending"
check = "amount == 0"
where = "budgets.status == 'closed'"
by = ["financial_year", "period", "team = department"]
tolerance = "£2"
"""

AMOUNTS = st.sampled_from(["", "0", "5", "-", "(7)", "12", "£0.013m", "3k", "1.5", "1,234.56", "x"])
SPENDING_ROWS = st.tuples(
    st.sampled_from(["2020/21", "2021/22"]),
    st.sampled_from(["Q2", "Q4", "Q5"]),
    st.sampled_from(["Roads", "roads", "Parks", ""]),
    st.sampled_from(["Salt", "Grit", "Total", "Sub-total"]),
    st.sampled_from(["", "North"]),
    st.sampled_from(["cost", "income", ""]),
    AMOUNTS,
    AMOUNTS,
    AMOUNTS,
)
BUDGET_ROWS = st.tuples(
    st.sampled_from(["2020/21", "2021/22"]),
    st.sampled_from(["Q2", "Q4"]),
    st.sampled_from(["Roads", "Parks"]),
    AMOUNTS,
    st.sampled_from(["closed", "open", ""]),
)


def table(header: str, rows: Sequence[tuple[str, ...]]) -> str:
    """CSV text."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header.split(","), *rows])
    return text.getvalue()


SETS = st.fixed_dictionaries(
    {
        "spending": st.lists(SPENDING_ROWS, max_size=6).map(
            lambda rows: table("financial_year,period,team,item,section,kind,before,movement,amount", rows)
        ),
        "budgets": st.lists(BUDGET_ROWS, max_size=3).map(
            lambda rows: table("financial_year,period,department,budget,status", rows)
        ),
    }
)


def same_of_all(ledgers: Mapping[str, str], unit: str, engines: Sequence[str]) -> None:
    """Sums, ties, steps, castings, choices and quotients; blanks, bad cells and keys that stand twice: to the byte."""
    reports = [
        check(SPENDING + RULES, BUDGETS, ledgers=ledgers, unit=unit, engine=engine, show=Show.ALL) for engine in engines
    ]
    results = [to_json(report, report.exit_code()) for report in reports]
    assert len(results) > 1
    assert len(set(results)) == 1
    assert len({tuple(tally.nothing_to_compare for tally in report.tallies) for report in reports}) == 1


@only_where_it_runs("duckdb")
@settings(deadline=None, max_examples=8)
@example(
    ledgers={
        "spending": "financial_year,period,team,item,section,kind,before,movement,amount\n"
        "2021/22,Q4,Roads,Salt,,cost,3k,£0.013m,5\n2020/21,Q2,Roads,Salt,,cost,,,\n2021/22,Q4,Roads,Sub-total,,cost,,5,(7)\n",
        "budgets": "financial_year,period,department,budget,status\n",
    },
    unit="£000",
)  # a slip so unlikely that 2 to the power of its weight is no number
@given(SETS, st.sampled_from(["£", "£000"]))
def test_every_engine_of_this_process_finds_the_same(ledgers: Mapping[str, str], unit: str) -> None:
    same_of_all(ledgers, unit, IN_PROCESS)


def same_verdicts(conditions: Sequence[str], rows: list[tuple[str, ...]], unit: str) -> None:
    """Blanks, noughts, constants and quotients: every engine says the same of each rule, to the byte."""
    book = FIGURES + "".join(
        f'\n[[rule]]\nid = \'T{number}\'\nby = [\'kind\']\ncheck = """{condition}"""\n'
        for number, condition in enumerate(conditions)
    )
    results = {}
    for engine in IN_PROCESS:
        report = check(book, ledgers={"figures": figures_text(rows)}, unit=unit, engine=engine, show=Show.ALL)
        results[engine] = to_json(report, report.exit_code()).decode()
    assert len(set(results.values())) == 1


@only_where_it_runs("duckdb")
@settings(deadline=None, max_examples=3, phases=[Phase.generate])
@given(st.lists(CONDITIONS, min_size=4, max_size=4), FIGURES_ROWS, st.sampled_from(["£", "£000"]))
def test_every_engine_says_the_same_of_random_rules(
    conditions: list[str], rows: list[tuple[str, ...]], unit: str
) -> None:
    same_verdicts(conditions, rows, unit)


@pytest.mark.slow
@only_where_it_runs("duckdb")
@settings(deadline=None, max_examples=300, phases=[Phase.generate])
@given(st.lists(CONDITIONS, min_size=8, max_size=8), FIGURES_ROWS, st.sampled_from(["£", "£000", "£m"]))
def test_every_engine_says_the_same_of_many_random_rules(
    conditions: list[str], rows: list[tuple[str, ...]], unit: str
) -> None:
    same_verdicts(conditions, rows, unit)


@pytest.mark.parametrize("condition", ["not (1 / n <= 0)", "1 / n > 0", "not (5 <= n / m)", "1 / (n - m) == 1"])
@pytest.mark.parametrize("engine", QUICK)
def test_a_blank_or_a_nought_below_a_constant_decides_nothing(condition: str, engine: str) -> None:
    report = check(
        FIGURES + rule(condition), ledgers={"figures": "name,n,m\nzero,0,0\nblank,,\n"}, engine=engine, show=Show.ALL
    )
    assert counts(report) == {"undecided": 2}


@only_where_it_runs("spark")
@settings(deadline=None, max_examples=2, phases=[Phase.generate])
@given(SETS, st.sampled_from(["£", "£000"]))
def test_spark_finds_the_same(ledgers: Mapping[str, str], unit: str) -> None:
    same_of_all(ledgers, unit, ("arrow", "spark"))


def test_what_is_too_large_for_an_engine_is_said_in_its_words_without_one_too() -> None:
    """Python could multiply the figures; the same ledger must not pass because it is short."""
    ledgers = {"figures": "name,n,m\na,100000000000000000,3\n"}
    told = []
    for engine in (LISTS, "arrow"):
        report = check(FIGURES + rule("n * m == 1"), ledgers=ledgers, engine=engine)
        assert counts(report) == {"broken": 1}
        told.append([finding.message for finding in report.findings])
    assert told[0] == told[1]


def test_an_engine_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "savings.csv").write_text("financial_year,period,portfolio,proposal,risk_rating,value\n")
    with pytest.raises(UsageError, match=r"unknown engine 'panda'; did you mean 'pandas'\?"):
        check_folder(tmp_path, engine="panda")


# --- the real ledgers, with mistakes


def changed(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """The real ledgers with some pieces of text changed, once each."""
    for path in STOCKPORT.iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    for name, old, new in changes:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


OTHERS = ("arrow", "pandas", "duckdb", "spark")
MISTAKES = (
    ("cash_limits.csv", '"5,350",292', '"5,530",292'),
    ("outturns.csv", '(32),"5,598"', '32,"5,598"'),
    ("reserve_movements.csv", ",163,32,,131,line", ",163,32,,,line"),
    ("savings.csv", "GREEN,400,400", "GREEN,400,40"),
    ("service_budgets.csv", "664,52,716", "664,52,617"),
)


@pytest.mark.parametrize("engine", [pytest.param(name, marks=only_where_it_runs(name)) for name in OTHERS])
def test_every_engine_finds_the_same_in_the_real_ledgers(engine: str, tmp_path: Path) -> None:
    """Five mistakes, with their explanations and culprits: to the byte, though the engine computes every rule. Without
    that setting, ledgers as short as these are gone through in Python.
    """
    folder = changed(tmp_path, *MISTAKES)
    results = []
    for name, own in (("arrow", ()), (engine, ("engine.in_memory_rows=0",))):
        report = check_folder(folder, engine=name, show=Show.ROUNDING, settings=own)
        results.append(to_json(report, report.exit_code()))
        assert {finding.rule for finding in report.findings} >= {"CL01", "OT01", "RM01", "SV01", "SB01"}
    assert len(set(results)) == 1


# --- the order of rows, columns and files


def keyed(report: Report) -> list[object]:
    """The findings without what depends on where their rows stand."""

    def place(ref: CellRef) -> tuple[str, str]:
        return (ref.file, ref.column)

    def told(finding: Finding) -> tuple[object, ...]:
        cells = sorted((place(cell.ref), cell.text) for cell in finding.cells)
        figures = tuple(str(figure) for figure in (finding.reported, finding.computed, finding.gap, finding.allowed))
        return (finding.rule, finding.verdict, tuple(sorted(finding.key.items())), tuple(cells), *figures)

    return sorted((told(finding) for finding in (*report.findings, *report.within_rounding)), key=repr)


def rewritten(folder: Path, change: Callable[[list[list[str]]], list[list[str]]]) -> None:
    """Puts every ledger of a folder through a change of its rows."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(change(rows))


def columns_shuffled(rows: list[list[str]]) -> list[list[str]]:
    """The same columns in another order."""
    order = list(range(len(rows[0])))
    random.Random(5).shuffle(order)
    return [[row[place] for place in order] for row in rows]


def lines_shuffled(rows: list[list[str]]) -> list[list[str]]:
    """The same rows in another order; those above a sub-total stay there, since it is about what stands above it."""
    header, *lines = rows
    if not any("sub" in cell.casefold() for line in lines for cell in line):
        random.Random(7).shuffle(lines)
    return [header, *lines]


def test_the_order_of_columns_and_lines_changes_no_finding(tmp_path: Path) -> None:
    """But for their lines, findings are the same, with the same cells and figures."""
    folder = changed(tmp_path, *MISTAKES)
    before = check_folder(folder, show=Show.ROUNDING)
    rewritten(folder, lambda rows: lines_shuffled(columns_shuffled(rows)))
    after = check_folder(folder, show=Show.ROUNDING)
    assert keyed(before) == keyed(after)
    assert len(before.findings) > 15
    assert [tally.counts for tally in before.tallies] == [tally.counts for tally in after.tallies]


def test_the_order_of_files_changes_nothing() -> None:
    """Ledgers come in by name whatever their order, and the report is the same to the byte."""
    ledgers = {
        "spending": "financial_year,period,team,item,before,used,amount\n2021/22,Q2,Roads,Salt,5,1,5\n",
        "budgets": "financial_year,period,department,budget\n2021/22,Q2,Roads,7\n",
    }
    orders = [ledgers, dict(reversed(list(ledgers.items())))]
    reports = [check(SPENDING + RULES, BUDGETS, ledgers=order, show=Show.ALL) for order in orders]
    first, second = (to_json(report, report.exit_code()) for report in reports)
    assert first == second
    assert reports[0].findings
