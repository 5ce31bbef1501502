"""Figures, places and counts in the words an officer would use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import PurePath

from budget_monitor.model.ledgers.cell import Cell, CellRef
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.money import Figure, figure_text, plain
from budget_monitor.model.results.outcome import Report, Verdict

VERDICT_WORDS = {
    Verdict.EXACT: "exact",
    Verdict.WITHIN_ROUNDING: "within rounding",
    Verdict.FAIL: "fail",
    Verdict.UNDECIDED: "undecided",
    Verdict.BROKEN: "broken",
}

BOUND_WORDS = {"<=": "at most", "<": "less than", ">=": "at least", ">": "more than", "!=": "other than"}
"""What an inequality asks of the reported figure."""
MIN_CHARACTERS_OF_A_PART = 12
"""So much of each part of a label is kept where there is room."""
COLUMNS_OF_A_WHOLE_LABEL = 60
MIN_PARTS = 2
"""Parts of a label that are kept at least: what it is, and when."""


def plural(count: int, noun: str) -> str:
    """A count with its noun: `1 check`, `1,204 checks`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def with_file(file: str, where: str) -> str:
    """Places within a file, and the file: `savings.csv E6, E8`, `quarter.xlsx:Outturns!E6, Outturns!E8`."""
    sheet, _, rest = where.partition("!")
    return f"{file}!{rest}" if rest and file.endswith(f":{sheet}") else f"{file} {where}".strip()


def sheet_place(ref: CellRef) -> str:
    """What the path of a workbook leaves out of a place in it: `Outturns!F12`, or the sheet alone; empty for others."""
    name, _, sheet = ref.file.rpartition(":")
    if not PurePath(name).suffix:
        return ""
    return ref.address if ref.address.startswith(f"{sheet}!") else sheet


def key_text(key: Mapping[str, str]) -> str:
    """Which row or group is meant: its names, then its year and period: `Libraries Open Plus, 2021/22 Q4`."""
    names = [text for name, text in key.items() if name not in ("financial_year", "period") and text]
    when = " ".join(key[name] for name in ("financial_year", "period") if key.get(name))
    return ", ".join([*names, when] if when else names)


def gap_text(gap: Figure) -> str:
    """A gap (reported minus computed) with its direction: `£45,000 too low`."""
    amount = plain(gap)
    if amount == 0:
        return "no difference"
    return f"{figure_text(gap if amount > 0 else -gap)} too {'high' if amount > 0 else 'low'}"


def variance_text(variance: Figure) -> str:
    """A variance (outturn minus cash limit) with its direction: `£34,000 over`, `on budget`."""
    amount = plain(variance)
    if amount == 0:
        return "on budget"
    return f"{figure_text(variance if amount > 0 else -variance)} {'over' if amount > 0 else 'under'}"


def value_text(cell: Cell) -> str:
    """What a cell holds: its amount, its text (`87.0%` says more than 87), or `(blank)`."""
    if cell.value is None or cell.value == "":
        return "(blank)"
    if isinstance(cell.value, Decimal) and cell.text:
        return cell.text
    return cell.value if isinstance(cell.value, str) else figure_text(cell.value)


def fitted(label: str, width: int) -> str:
    """A label in so many columns: what is too long is cut in its longest parts, so that the period stays in sight.

    In little room its first part, the portfolio, is left out, so that what it is can be read.
    """
    parts = label.split(", ")
    if len(label) > width < COLUMNS_OF_A_WHOLE_LABEL and len(parts) > MIN_PARTS:
        parts = parts[1:]
    for least in (MIN_CHARACTERS_OF_A_PART, 0):
        for _ in parts:
            over = len(", ".join(parts)) - width
            if over <= 0:
                return ", ".join(parts)
            longest = max(range(len(parts)), key=lambda at: len(parts[at]))
            kept = max(len(parts[longest]) - over - 1, least)
            parts[longest] = f"{parts[longest][:kept].rstrip('… ')}…"
    return ", ".join(parts)


def lines_text(lines: Sequence[int], most: int = 5) -> str:
    """Line numbers in runs, the first `most` runs of them: `lines 2–9, 12 and 3 more`."""
    ordered = sorted(set(lines))
    runs: list[list[int]] = []
    for line in ordered:
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    shown = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs[:most])
    rest = sum(len(run) for run in runs[most:])
    return f"{'line' if len(ordered) == 1 else 'lines'} {shown}" + (f" and {rest:,} more" if rest else "")


def total(figures: Iterable[Figure]) -> Decimal:
    """The exact sum of figures as plain numbers, in currency units for money."""
    return sum((plain(figure) for figure in figures), Decimal(0))


def path_text(folder: str, file: str) -> str:
    """Where a file is for whoever ran the check, with `/`: `ledgers/outturns.csv`. A sheet or a table is left out:
    the path is that of the workbook or the database.
    """
    name, _, _ = file.rpartition(":")
    whole = name if PurePath(name).suffix else file
    return (PurePath(folder) / whole).as_posix()


def column_number(ref: CellRef) -> int:
    """The number of a cell's column in its table, the first being 1; 0 where it is not known."""
    letters = ref.address.rpartition("!")[2].rstrip("0123456789")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def problem_message(problem: InputProblem) -> str:
    """What is wrong in an input file, without its place: ``"`12..3`: is not an amount"``."""
    return f"`{problem.text}`: {problem.message}" if problem.text else problem.message


def place_of(report: Report) -> str:
    """The folder of the ledgers, or the single file; empty where it is the folder that the command was given in, which
    says nothing.
    """
    if report.file:
        return (PurePath(report.folder) / report.file).as_posix()
    return "" if report.folder == "." else report.folder
