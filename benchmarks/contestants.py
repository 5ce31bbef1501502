"""Who is measured: budget-monitor on each engine, and the tools beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.found import failing_lines
from benchmarks.measure import Command, Limits, Measured, measure
from benchmarks.sets import GeneratedSet

SCRIPTS = Path(__file__).resolve().parent / "contenders"
ENGINES = ("arrow", "pandas", "duckdb", "spark")
OWN_PACKAGES = ("budget-monitor", "narwhals", "pyarrow", "pandas", "duckdb", "pyspark")


class NotRunningError(Exception):
    """A tool that cannot be measured, with the reason."""


@dataclass(frozen=True)
class Contender:
    """A tool beside budget-monitor: its script in contenders/, the package it is of, and its arithmetic."""

    title: str
    script: str
    package: str
    arithmetic: str

    def command(self, python: str, file: Path) -> Command:
        """Checks opening - usage = closing in the file, and prints how many rows break it."""
        return [python, str(SCRIPTS / self.script), str(file)]


FLOOR = Contender("a one-line DuckDB query", "check_with_duckdb.py", "duckdb", "decimals of doubles")
CONTENDERS = (
    FLOOR,
    Contender("pandera on pandas", "check_with_pandera.py", "pandera", "binary floats"),
    Contender("pandera on Polars", "check_with_pandera_polars.py", "pandera", "binary floats"),
    Contender("Pointblank on Polars", "check_with_pointblank.py", "pointblank", "binary floats"),
    Contender(
        "Great Expectations on pandas", "check_with_great_expectations.py", "great_expectations", "binary floats"
    ),
    Contender("frictionless", "check_with_frictionless.py", "frictionless", "exact"),
    Contender("pandas with Python's Decimal", "check_with_pandas_decimals.py", "pandas", "exact"),
)
CONTENDERS_PACKAGES = (
    "duckdb", "pandas", "polars", "pyarrow", "pandera", "pointblank", "great_expectations", "frictionless",
)  # fmt: skip


def own_command(python: str, folder: Path, engine: str, *options: str) -> Command:
    """`budget-monitor check` of a folder on one engine."""
    return [python, "-m", "budget_monitor", "check", str(folder), "--engine", engine, *options]


def prove_contender(contender: Contender, python: str, made: GeneratedSet, limits: Limits) -> None:
    """Runs a contender on a set with wrong rows. Raises NotRunningError if it does not count them."""
    ran = measure(contender.command(python, made.file), limits)
    if ran.exit_code or ran.stopped:
        raise NotRunningError(reason(ran))
    if ran.stdout.split() != [str(len(made.wrong))]:
        raise NotRunningError(f"counted {ran.stdout.strip()!r} wrong rows where there are {len(made.wrong)}")


def prove_engine(engine: str, python: str, made: GeneratedSet, limits: Limits) -> None:
    """The same for an engine: RM01 must fail on exactly the lines that are wrong."""
    ran = measure(own_command(python, made.folder, engine, "--select", "RM01", "--format", "json"), limits)
    if ran.exit_code != 1 or ran.stopped:
        raise NotRunningError(reason(ran))
    if (found := failing_lines(ran.stdout, "RM01", made.file.name)) != set(made.wrong):
        raise NotRunningError(f"found lines {sorted(found)} wrong where lines {sorted(made.wrong)} are")


def reason(ran: Measured) -> str:
    """Why a command did not do its work: the last thing it said, without the folders of this machine."""
    if ran.stopped:
        return f"stopped: {ran.stopped}"
    said: Sequence[str] = ran.stderr.strip().splitlines() or [f"exit code {ran.exit_code}"]
    words = said[-1].removeprefix("budget-monitor: ").split()
    return " ".join(word if word.count("/") < 2 else "…" for word in words)
