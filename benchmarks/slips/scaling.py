"""How the search for culprits grows: one big component with a slip, and many small ones.

    python benchmarks/slips/scaling.py

Prints Markdown. Every measurement runs in a process of its own, so that its memory is its own; times are
processor time.
"""

from __future__ import annotations

import csv
import resource
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from random import Random

from budget_monitor.model.results.outcome import Verdict

Rows = list[list[str]]
Measured = tuple[int, int, int, float, float, int]
"""Rows, failed checks, culprits, seconds of the search and in all (of processor time), peak memory in MB."""


def services(count: int, unit: str) -> Rows:
    """One report with so many services, five figures each, all joined by their total; two digits of one transposed."""
    rng = Random(count)
    grid = 1000 if unit == "£000" else 1
    report = ["2021/22", "B", "Resources"]
    lines = []
    for _ in range(count):
        employee, other, income = rng.randint(10**4, 10**6), rng.randint(10**4, 10**6), -rng.randint(0, 10**6)
        lines.append([employee, other, employee + other, income, employee + other + income])
    total = [sum(column) for column in zip(*lines, strict=True)]
    printed = [[str((2 * figure + grid) // (2 * grid)) for figure in line] for line in [*lines, total]]
    printed[count // 2][2] = _transposed(printed[count // 2][2])
    labels = [*(f"Service {number}" for number in range(count)), "Total"]
    header = ["financial_year", "period", "portfolio", "service", "employee", "non_employee", "gross", "income", "net"]
    return [header, *([*report, label, *line] for label, line in zip(labels, printed, strict=True))]


def changes(count: int, _: str) -> Rows:
    """One list with so many budget changes and their total: any line could be the one."""
    rng = Random(count)
    amounts = [rng.randint(10**3, 10**6) for _ in range(count)]
    printed = [*map(str, amounts), str(sum(amounts))]
    printed[count // 2] = _transposed(printed[count // 2])
    header = ["financial_year", "period", "portfolio", "description", "category", "amount"]
    labels = [*(f"Change {number}" for number in range(count)), "Total"]
    return [
        header,
        *(["2021/22", "B", "Resources", label, "virement", text] for label, text in zip(labels, printed, strict=True)),
    ]


def outturns(count: int, _: str) -> Rows:
    """So many portfolios with a slip in each, and half as many without."""
    rng = Random(count)
    header = ["financial_year", "period", "portfolio", "basis", "cash_limit", "net_expenditure", "appropriations",
              "outturn", "variance"]  # fmt: skip
    rows = [header]
    for number in range(count + count // 2):
        limit, net, drawn = rng.randint(10**5, 10**8), rng.randint(10**5, 10**8), -rng.randint(10**3, 10**5)
        figures = [limit, net, drawn, net + drawn, net + drawn - limit]
        texts = list(map(str, figures))
        if number % 3:
            at = rng.randrange(5)
            texts[at] = _transposed(texts[at])
        rows.append(["2021/22", "Q4", f"Portfolio {number}", "outturn", *texts])
    return rows


def under_one_total(count: int, _: str) -> Rows:
    """So many services under one total, a slip in each third row."""
    rng = Random(count)
    rows = services(count, "£")
    for row in rng.sample(rows[1:-1], count // 3):
        at = rng.randrange(4, 9)
        row[at] = _transposed(row[at])
    return rows


def castings(count: int, _: str) -> Rows:
    """A hundred portfolios with as many reserves each as make so many rows, and two wrong closing balances in each."""
    rng = Random(count)
    each = count // 100 - 1
    header = ["financial_year", "period", "portfolio", "reserve", "opening", "usage", "closing"]
    rows = [header]
    for portfolio in range(100):
        report = ["2021/22", "Q4", f"Portfolio {portfolio}"]
        figures = [(opening, rng.randint(0, opening)) for opening in (rng.randint(10**5, 10**8) for _ in range(each))]
        texts = [[str(opening), str(usage), str(opening - usage)] for opening, usage in figures]
        total = [str(sum(int(text) for text in column)) for column in zip(*texts, strict=True)]
        for row in rng.sample(range(each), 2):
            texts[row][2] = _transposed(texts[row][2])
        rows += [[*report, f"Reserve {number}", *line] for number, line in enumerate(texts)]
        rows.append([*report, "Total", *total])
    return rows


def sheet(rows: int, columns: int, slips: int) -> Rows:
    """A table of other columns than any ledger's, cast down, and slips in so many columns."""
    rng = Random(rows)
    figures = [[rng.randint(10**3, 10**6) for _ in range(columns)] for _ in range(rows)]
    for line in figures:
        line[-1] = sum(line[:-1])
    texts = [list(map(str, line)) for line in [*figures, [sum(column) for column in zip(*figures, strict=True)]]]
    for column in rng.sample(range(columns), slips):
        row = rng.randrange(rows)
        texts[row][column] = _transposed(texts[row][column])
    labels = [*(f"Line {number}" for number in range(rows)), "Total"]
    return [["line", *_names(columns)], *([label, *line] for label, line in zip(labels, texts, strict=True))]


def _names(columns: int) -> list[str]:
    return [f"c{number}" for number in range(columns)]


def sheet_rules(columns: int, *, across: bool) -> str:
    """The rules of such a table: its columns cast, and its rows where it is cast across."""
    names = _names(columns)
    money = "\n".join(f'{name} = "money"' for name in names)
    casts = ", ".join(f'"{name}"' for name in names)
    text = f'[ledger]\nname = "sheet"\nkey = ["line"]\nlabel = "line"\n[ledger.columns]\nline = "text"\n{money}\n'
    text += f'[[rule]]\nid = "S1"\ncasts = [{casts}]\nwithin = []\n'
    return text + (f'[[rule]]\nid = "S2"\ncheck = "{" + ".join(names[:-1])} == {names[-1]}"\n' if across else "")


def square(count: int, _: str) -> Rows:
    """As many columns as rows, and five slips."""
    return sheet(count, count, 5)


def wide(count: int, _: str) -> Rows:
    """94 columns, of which 34 do not cast."""
    return sheet(count, 94, 34)


def _transposed(text: str) -> str:
    for at in range(len(text) - 2, 0, -1):
        if text[at].isdigit() and text[at - 1].isdigit() and text[at] != text[at - 1] and text[at] != "0":
            return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
    return text + "1"


def measure(make: Callable[[int, str], Rows], ledger: str, count: int, unit: str, rules: str = "") -> Measured:
    """Checks one ledger with the error rules only: whether a portfolio is overspent is not the question here."""
    import budget_monitor.diagnose.diagnosis as stage
    from budget_monitor.pipeline import check

    diagnose, spent = stage.diagnose, [0.0]

    def timed(*given: object, **named: object) -> object:
        start = time.process_time()
        try:
            return diagnose(*given, **named)  # type: ignore[arg-type]
        finally:
            spent[0] = time.process_time() - start

    stage.diagnose = timed  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as folder:
        rows = make(count, unit)
        with Path(folder, f"{ledger}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        Path(folder, "budget-monitor.toml").write_text(f'unit = "{unit}"\n', encoding="utf-8")
        more = [Path(folder, "rules")] if rules else []
        for place in more:
            place.mkdir()
            (place / "sheet.toml").write_text(rules, encoding="utf-8")
        check(folder, select=["KEY"], rules=more)  # what is imported and read once is not counted
        start = time.process_time()
        report = check(folder, ignore=["OT03"], rules=more)
        seconds = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    failed = report.counts[Verdict.FAIL]
    return len(rows) - 1, failed, len(report.culprits), spent[0], seconds, memory


CASES = (
    ("one component of 10,000 cells", services, "service_budgets", 1999, "£", ""),
    ("the same in £000", services, "service_budgets", 1999, "£000", ""),
    ("3,000 rows under one total, 1,000 slips", under_one_total, "service_budgets", 3000, "£", ""),
    ("a table of 50 × 50 with five slips", square, "sheet", 50, "£", sheet_rules(50, across=True)),
    ("94 columns of 446 lines, 34 do not cast", wide, "sheet", 446, "£", sheet_rules(94, across=False)),
    ("a hundred castings of 200 lines, two slips in each", castings, "reserve_movements", 20_000, "£", ""),
    ("a list of 10,000 lines", changes, "budget_changes", 9999, "£", ""),
    *(("failing rows", outturns, "outturns", count, "£", "") for count in (250, 500, 1000, 2000)),
)


def main() -> None:
    """The command line."""
    print("| what | rows | failed checks | culprits | search, s | check in all, s | memory, MB |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for title, make, ledger, count, unit, rules in CASES:
        with get_context("spawn").Pool(1) as pool:
            rows, failed, culprits, search, seconds, memory = pool.apply(measure, (make, ledger, count, unit, rules))
        print(f"| {title} | {rows} | {failed} | {culprits} | {search:.2f} | {seconds:.2f} | {memory} |", flush=True)


if __name__ == "__main__":
    main()
