"""The parts of the page: each measures its commands in turn and returns Markdown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.contestants import FLOOR, own_command
from benchmarks.found import failing_lines, failures, named_lines
from benchmarks.measure import Command
from benchmarks.page import megabytes, power_of_ten, seconds, table
from benchmarks.rounds import Runs, in_turn
from benchmarks.session import Session

SHIPPED = Path(__file__).resolve().parents[1] / "ledgers" / "stockport"
FAILING_RULE = {"reserve_movements": "RM01", "transactions": "TR03"}
"""The rule that fails once for each planted row of a ledger."""


def one_identity(session: Session, kind: str, rows: int, wrong: int) -> str:
    """Opening − usage = closing on one file, by everybody; then all RM rules and KEY, against the same floor."""
    made = session.sets.make(kind, rows, wrong)
    commands: dict[str, Command] = {}
    arithmetic: dict[str, str] = {}
    for contender in session.contenders():
        commands[contender.title] = contender.command(session.contenders_python, made.file)
        arithmetic[contender.title] = contender.arithmetic
    for engine in session.engines():
        for rules, options in (("RM01", ["RM01"]), ("all RM rules and KEY", ["RM", "KEY"])):
            selected = [word for rule in options for word in ("--select", rule)]
            commands[f"budget-monitor, {engine}: {rules}"] = own_command(session.python, made.folder, engine, *selected)
    runs = in_turn(commands, session.plan, allowed=(1, 0) if wrong else (0,))
    floor = runs.get(FLOOR.title, Runs(()))
    lines = [
        [
            name,
            arithmetic.get(name, "exact"),
            seconds(ran.seconds),
            ratio(ran, floor),
            seconds(ran.processor),
            megabytes(ran.peak),
            str(len(ran.done)),
        ]
        for name, ran in sorted(runs.items(), key=lambda item: item[1].seconds if item[1].done else math.inf)
        if ran.done
    ]
    header = ["what", "arithmetic", "time", "÷ the query", "processor time", "peak memory", "runs"]
    return _part(
        session,
        runs,
        f"{power_of_ten(rows)} rows of `reserve_movements.csv`, {megabytes(made.size)}, {wrong or 'none'} wrong."
        " Medians of paired runs.",
        table(header, lines),
        contenders=True,
    )


def growth(session: Session, ledger: str, sizes: Sequence[int]) -> str:
    """All rules on ledgers of growing size, by each engine, with the exponent between the two largest."""
    cells: dict[str, dict[int, Runs]] = {engine: {} for engine in session.engines()}
    header = ["engine"]
    faults: dict[str, Runs] = {}
    for rows in sizes:
        made = session.sets.make(ledger, rows)
        header.append(f"{power_of_ten(rows)} rows, {megabytes(made.size)}")
        runs = in_turn({engine: own_command(session.python, made.folder, engine) for engine in cells}, session.plan)
        for engine, ran in runs.items():
            cells[engine][rows] = ran
            faults[f"{engine}, {power_of_ten(rows)} rows"] = ran
    lines = [
        [engine, *(_time_and_peak(by_size[rows]) for rows in sizes), exponent(by_size)]
        for engine, by_size in cells.items()
    ]
    text = f"`{ledger}.csv`, all rules: time and peak memory, medians of {session.plan.rounds} paired runs."
    return _part(session, faults, text, table([*header, "exponent"], lines))


def _time_and_peak(ran: Runs) -> str:
    return f"{seconds(ran.seconds)}, {megabytes(ran.peak)}" if ran.done else "–"


def exponent(by_size: Mapping[int, Runs]) -> str:
    """The slope of log time over log rows between the two largest sizes that ran: 1.00 is proportional."""
    ran = sorted((rows, runs.seconds) for rows, runs in by_size.items() if runs.done)
    if len(ran) < 2:
        return ""
    (few, short), (many, long) = ran[-2:]
    return f"{math.log(long / short) / math.log(many / few):.2f}"


def planted(session: Session, ledger: str, rows: int, wrong: int) -> str:
    """Wrong rows among many: how many of them are found, and how many named as the figure to correct."""
    made = session.sets.make(ledger, rows, wrong)
    commands = {
        engine: own_command(session.python, made.folder, engine, "--format", "json") for engine in session.engines()
    }
    runs = in_turn(commands, session.plan, allowed=(1,))
    lines = []
    for engine, ran in runs.items():
        if not ran.done:
            continue
        report = ran.done[0].stdout
        found = failing_lines(report, FAILING_RULE[ledger], made.file.name) & set(made.wrong)
        named = named_lines(report, made.file.name) & set(made.wrong)
        failed = ", ".join(f"{rule} {count}" for rule, count in failures(report).items())
        counts = [failed, str(len(found)), str(len(named))]
        lines.append([engine, *counts, seconds(ran.seconds), megabytes(ran.peak)])
    header = ["engine", "failed checks", "planted rows in them", "named as culprits", "time", "peak memory"]
    text = f"`{ledger}.csv`, {power_of_ten(rows)} rows, {wrong} of them wrong, all rules."
    return _part(session, runs, text, table(header, lines))


def start_up(session: Session) -> str:
    """The shipped set against the import of pandas and pyarrow."""
    imports = "`import pandas, pyarrow`"
    commands: dict[str, Command] = {imports: [session.python, "-c", "import pandas, pyarrow"]}
    for engine in session.engines():
        commands[f"check of the shipped set, {engine}"] = own_command(session.python, SHIPPED, engine)
    runs = in_turn(commands, session.plan, allowed=(0, 1))
    reference = runs[imports]
    lines = [
        [
            name,
            seconds(ran.seconds),
            ratio(ran, reference),
            seconds(ran.processor),
            megabytes(ran.peak),
        ]
        for name, ran in runs.items()
        if ran.done
    ]
    header = ["what", "time", "÷ the import", "processor time", "peak memory"]
    return _part(session, runs, f"Medians of {session.plan.rounds} paired runs.", table(header, lines))


def ratio(ran: Runs, to: Runs) -> str:
    """How many times as long a command takes as another: `2.9`."""
    return f"{ran.seconds / to.seconds:.2f}" if to.done else ""


def _part(session: Session, runs: Mapping[str, Runs], said: str, figures: str, *, contenders: bool = False) -> str:
    session.notes.extend(f"{name}: {ran.failure}" for name, ran in runs.items() if ran.failure)
    parts = [said, figures, session.taken_notes(), session.measured_with(contenders=contenders)]
    return "\n".join(f"{text.strip()}\n" for text in parts if text)
