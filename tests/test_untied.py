"""Every figure of the shipped ledgers is tied by some check, or stands in the list of those that nothing ties.

What would happen if a figure changed is asked of the checks themselves, for every figure, up and down; that a real
run of the changed files says the same is tried on a sample, and on all of them in the slow sweep.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from budget_monitor.evaluate.evaluation import Evaluation, evaluate
from budget_monitor.evaluate.verdicts.cells import CellReader
from budget_monitor.evaluate.verdicts.constraints import Constraints
from budget_monitor.load.ledger_set import load_set, set_from_text
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.ledger import LINE, LedgerTable
from budget_monitor.model.ledgers.schema import ColumnType
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.pipeline import rule_book, rules_reading
from docs.untied import written
from tests.support.places import ROOT

LEDGERS = ROOT / "ledgers" / "stockport"
REPORTS = ROOT / "tests" / "transcription" / "reports"
BOOK, _ = rule_book()

BEYOND_ROUNDING = Fraction(1_000)
"""In pounds: by how much more than rounding allows a figure of money is changed."""
POINTS = Fraction(2)
"""By how much a percentage is changed: no percentage here is printed to less than whole points."""


@dataclass(frozen=True)
class Figure:
    """A cell with a figure: its text, and how far it is moved up and down."""

    ref: CellRef
    text: str
    value: Fraction
    step: Fraction


# The list


@cache
def listed(heading: str) -> list[list[str]]:
    """The rows of the table under a heading of the list, cell by cell."""
    text = (LEDGERS / "UNTIED.md").read_text(encoding="utf-8")
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.split("\n") if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def numbers(lines: str) -> list[int]:
    """The lines that "2, 6–9" names."""
    found: list[int] = []
    for part in lines.split(","):
        first, _, last = part.partition("–")
        found += range(int(first), int(last or first) + 1)
    return found


def listed_figures() -> dict[CellRef, str]:
    """The listed figures of the ledgers, with the text that each is said to have."""
    found: dict[CellRef, str] = {}
    for file, column, lines, _, texts, reason in (*listed("Money"), *listed("Percentages")):
        assert reason
        for line, text in zip(numbers(lines), texts.split("; "), strict=True):
            ref = CellRef(file, line, column)
            assert ref not in found, ref
            found[ref] = text
    return found


# The figures


@cache
def evaluation() -> Evaluation:
    return evaluate(load_set(LEDGERS, BOOK.ledgers), BOOK, list(BOOK.rules.values()))


def money_and_percentages(table: LedgerTable) -> Iterator[tuple[str, int, bool]]:
    """Column and line of every figure of money (True) and every percentage (False) of a ledger."""
    measures = table.schema.name == "performance_measures"
    for row in table.table.to_pylist():
        for column in table.schema.columns.values():
            if row[column.name] is None:
                continue
            if column.type is ColumnType.MONEY:
                yield column.name, row[LINE], True
            elif measures and column.name in ("value", "target"):
                unit = row["unit"] or ""
                if unit.startswith(("percent", "pounds")):
                    yield column.name, row[LINE], unit != "percent"


@cache
def checks_by_cell() -> Mapping[CellRef, list[Constraint]]:
    """Every check of every figure."""
    refs = [ref for ref, *_ in cells()]
    found: dict[CellRef, list[Constraint]] = defaultdict(list)
    constraints = evaluation().constraints
    assert isinstance(constraints, Constraints)
    for constraint in constraints.with_restatements().touching(refs):
        for ref in constraint.cells:
            found[ref].append(constraint)
    return found


@cache
def cells() -> list[tuple[CellRef, str, Fraction, bool]]:
    """Place, text, value and whether it is money, of every figure, ledger by ledger."""
    found = []
    for table in load_set(LEDGERS, BOOK.ledgers).ledgers.values():
        reader = CellReader(table, "GBP")
        for column, line, is_money in money_and_percentages(table):
            cell = reader.signed(line, column)
            value = Fraction(Decimal(str(reader.typed(line, column)))) * cell.sign
            found.append((cell.cell.ref, cell.cell.text, value, is_money))
    return found


@cache
def figures() -> list[Figure]:
    """Every figure of money, moved by £1,000 more than twice the widest rounding of its checks, and percentage."""
    found = []
    for ref, text, value, is_money in cells():
        allowed = [check.linear.allowed for check in checks_by_cell().get(ref, ()) if check.linear is not None]
        step = 2 * max(allowed, default=Fraction(0)) + BEYOND_ROUNDING if is_money else POINTS
        found.append(Figure(ref, text, value, step))
    return found


def is_tied(figure: Figure) -> bool:
    """Whether some check of a figure fails once it is moved up, and some check once it is moved down."""
    checks = checks_by_cell().get(figure.ref, ())
    moves = (figure.step, -figure.step)
    return all(any(check.possible({figure.ref: move}) is False for check in checks) for move in moves)


def test_every_figure_is_tied_or_listed_and_none_is_both() -> None:
    untied = {figure.ref: figure.text for figure in figures() if not is_tied(figure)}
    assert untied == listed_figures()


def test_the_figures_are_all_there() -> None:
    """As many as the files have: counted again with the csv module, blanks left out."""
    counted: Counter[str] = Counter()
    for path in LEDGERS.glob("*.csv"):
        money = {column.name for column in BOOK.ledgers[path.stem].columns.values() if column.type is ColumnType.MONEY}
        money |= {"movement"} if path.stem == "reserve_movements" else set()
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
            counted[path.name] += sum(1 for name, text in row.items() if name in money and text)
            if path.stem == "performance_measures" and row["unit"].startswith(("percent", "pounds")):
                counted[path.name] += sum(1 for name in ("value", "target") if row[name])
    assert Counter(figure.ref.file for figure in figures()) == counted
    assert counted.total() > 400


def test_every_front_page_figure_and_every_total_is_tied() -> None:
    headlines = [figure for figure in figures() if figure.ref.file == "headlines.csv"]
    assert len(headlines) == 23
    assert not {ref.file for ref in listed_figures()} - {"one_off_investments.csv", "performance_measures.csv"}


def test_the_list_says_of_each_figure_how_far_it_can_move() -> None:
    """`python docs/untied.py` writes it."""
    assert written(LEDGERS) == (LEDGERS / "UNTIED.md").read_text(encoding="utf-8")


# A real run says the same


def moved(text: str, value: Fraction) -> str:
    """Another value in the notation of a figure, with as many digits after the point."""
    unit = {"m": 1_000_000, "k": 1_000, "%": 1}.get(text.strip("()")[-1], 1 if "£" in text else 1_000)
    digits = len(text.strip("()mk%").partition(".")[2])
    number = f"{Decimal(abs(value).numerator) / abs(value).denominator / unit:.{digits}f}"
    suffix = text.strip("()")[-1] if text.strip("()")[-1] in "mk%" else ""
    written = ("£" if "£" in text else "") + number + suffix
    return f"({written})" if value < 0 else written


def rewritten(ledger: str, changes: Mapping[tuple[int, str], str]) -> str:
    """A ledger's file with some cells changed. Lines are those of a row's beginning, as an editor counts them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    reader = csv.reader(io.StringIO((LEDGERS / f"{ledger}.csv").read_text(encoding="utf-8")))
    header = next(reader)
    writer.writerow(header)
    start = reader.line_num + 1
    for row in reader:
        writer.writerow([changes.get((start, name), old) for name, old in zip(header, row, strict=True)])
        start = reader.line_num + 1
    return out.getvalue()


def run_finds(figure: Figure, move: Fraction, folder: Path) -> bool:
    """Whether a run over a copy of the ledgers, with one figure moved, has a failed check of that figure."""
    for path in LEDGERS.iterdir():
        if path.suffix in (".csv", ".toml"):
            shutil.copy(path, folder)
    ledger = figure.ref.file.removesuffix(".csv")
    changed = {(figure.ref.line, figure.ref.column): moved(figure.text, figure.value + move)}
    (folder / figure.ref.file).write_text(rewritten(ledger, changed), encoding="utf-8")
    ledger_set = load_set(folder, BOOK.ledgers)
    assert ledger_set.problems == ()
    found = evaluate(ledger_set, BOOK, rules_reading(BOOK, ledger)).findings
    return any(
        finding.verdict is Verdict.FAIL and figure.ref in [cell.ref for cell in finding.cells] for finding in found
    )


SAMPLE = 24


@pytest.mark.parametrize("place", range(SAMPLE))
def test_a_run_over_the_changed_file_says_the_same(place: int, tmp_path: Path) -> None:
    """A sample of all figures; up for one, down for the next."""
    figure = figures()[place * len(figures()) // SAMPLE]
    move = figure.step if place % 2 else -figure.step
    if figure.ref in listed_figures():
        assert not (run_finds(figure, move, tmp_path) and run_finds(figure, -move, tmp_path))
    else:
        assert run_finds(figure, move, tmp_path)


@pytest.mark.slow
def test_a_run_over_each_changed_file_says_the_same(tmp_path: Path) -> None:
    for figure in figures():
        found = [run_finds(figure, move, tmp_path) for move in (figure.step, -figure.step)]
        assert all(found) == (figure.ref not in listed_figures()), figure


# Sub-totals and totals


@pytest.mark.parametrize(("ledger", "rule"), [("capital_programme", "CP01"), ("capital_funding", "CF01")])
def test_every_total_of_the_capital_programme_fails_when_any_one_of_its_figures_changes(ledger: str, rule: str) -> None:
    """A scheme's figure is in its sector's sub-total and in the total of its year; a total stands alone."""
    rows = list(csv.DictReader(io.StringIO((LEDGERS / f"{ledger}.csv").read_text(encoding="utf-8"))))
    label = "scheme" if ledger == "capital_programme" else "source"
    totals = ("Sub-total", "TOTAL")
    for line, row in enumerate(rows, start=2):
        covered_by = [
            place
            for place, other in enumerate(rows, start=2)
            if other["programme_year"] == row["programme_year"]
            and (
                place == line
                or (row[label] not in totals and other[label] == "TOTAL")
                or (row[label] not in totals and other[label] == "Sub-total" and other["sector"] == row["sector"])
            )
            and other[label] in totals
        ]
        assert covered_by
        changed = str(int(row["amount"].replace(",", "")) + 16)
        assert failing(ledger, rule, {(line, "amount"): changed}) == {(place, "amount") for place in covered_by}


SERVICE_COLUMNS = ("employee", "non_employee", "gross", "income", "net")


def test_every_total_of_the_service_budgets_fails_when_any_one_of_its_figures_changes() -> None:
    """Five figures at a time, one in each column and each on another line: every total must notice its own."""
    values = {
        (figure.ref.line, figure.ref.column): figure.value / 1000
        for figure in figures()
        if figure.ref.file == "service_budgets.csv"
    }
    lines = sorted({line for line, _ in values})
    assert len(lines) == 14
    for first in range(len(lines)):
        places = [(lines[(first + at) % len(lines)], column) for at, column in enumerate(SERVICE_COLUMNS)]
        for change in (20, -20):
            changed = {place: str(int(values[place]) + change) for place in places}
            assert failing("service_budgets", "SB03", changed) == {(lines[-1], name) for name in SERVICE_COLUMNS}


def failing(ledger: str, rule: str, changes: Mapping[tuple[int, str], str]) -> set[tuple[int, str]]:
    """Line and column of the failed checks of one rule, once cells of a ledger are changed (in thousands)."""
    ledger_set = set_from_text({ledger: rewritten(ledger, changes)}, BOOK.ledgers, "£000")
    findings = evaluate(ledger_set, BOOK, [BOOK.rules[rule]]).findings
    assert all(finding.verdict is Verdict.FAIL for finding in findings)
    return {(finding.place.line, finding.place.column) for finding in findings}


# What is not in the ledgers, and what cannot be decided


def test_every_percentage_that_only_the_text_of_a_report_states_is_listed() -> None:
    """All that the report prints, less what the ledger of measures has from it."""
    measures = csv.DictReader(io.StringIO((LEDGERS / "performance_measures.csv").read_text(encoding="utf-8")))
    in_ledger: dict[str, Counter[str]] = defaultdict(Counter)
    for row in measures:
        in_ledger[row["source"].split()[0]].update(row[name] for name in ("value", "target") if "%" in row[name])
    for path in REPORTS.glob("*.txt"):
        printed = Counter(re.findall(r"\d+(?:\.\d+)?%", path.read_text(encoding="utf-8")))
        assert in_ledger[path.stem] <= printed
        rows = [row for row in listed("Percentages that only the text states") if row[0] == path.stem]
        assert printed - in_ledger[path.stem] == Counter(text for row in rows for text in row[1].split("; "))


def test_the_checks_that_stay_undecided_are_those_listed() -> None:
    undecided = {
        (finding.rule, finding.place.file, finding.place.line)
        for finding in evaluation().findings
        if finding.verdict is Verdict.UNDECIDED
    }
    rows = listed("Checks that stay undecided")
    assert undecided == {(rule, file, line) for rule, file, lines, _ in rows for line in numbers(lines)}
