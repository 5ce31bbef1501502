"""Fails where a command has become plainly slower: what it takes, against something that every version does alike.

    python -m benchmarks.guard

Processor time, the least of some runs: that of a busy machine is nearly that of a quiet one. A ratio that is too large
is measured again before it counts. The bounds are two fifths above what was measured when they were set, since machines
differ; a change that makes a command quicker may lower its bound, and one that must cost something says so where it
raises it.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.comparisons import SHIPPED
from benchmarks.contestants import own_command, reason
from benchmarks.measure import Command, Limits, measure
from benchmarks.sets import GeneratedSets

ROWS = 300_000
ROUNDS = 3
MORE_ROUNDS = 5
"""So many again, where a ratio is too large."""
LIMITS = Limits(seconds=120, memory=4096)

IMPORTS = "import pandas, pyarrow"
READS = """
import sys, pyarrow as pa, pyarrow.csv
figures = dict.fromkeys(("opening", "usage", "closing"), pa.decimal128(18, 2))
words = dict.fromkeys(("financial_year", "period", "portfolio", "category", "reserve", "purpose"), pa.string())
options = pyarrow.csv.ConvertOptions(column_types={**words, **figures})
print(len(pyarrow.csv.read_csv(sys.argv[1], convert_options=options)))
"""


@dataclass(frozen=True)
class Guard:
    """A command of ours, what it is held against, and how many times as much processor time it may take."""

    what: str
    command: Command
    reference: Command
    most: float


def guards(folder: Path) -> list[Guard]:
    """What is guarded, with the ledgers that it is measured on."""
    python, sets = sys.executable, GeneratedSets(folder)
    kind = sets.make("reserve_movements", ROWS)
    distinct = sets.make("reserve_movements-distinct", ROWS, 10)
    imports, rules = [python, "-c", IMPORTS], ["--select", "RM", "--select", "KEY"]
    return [
        Guard("help", [python, "-m", "budget_monitor", "--help"], imports, 0.4),
        Guard("shipped set", own_command(python, SHIPPED, "arrow"), imports, 2.0),
        Guard(
            f"one identity, {ROWS:,} rows",
            own_command(python, kind.folder, "arrow", "--select", "RM01"),
            [python, "-c", READS, str(kind.file)],
            3.7,
        ),
        Guard(
            f"RM rules and KEY, {ROWS:,} rows of distinct names, ten wrong",
            own_command(python, distinct.folder, "arrow", *rules),
            [python, "-c", READS, str(distinct.file)],
            7.5,
        ),
    ]


def least(command: Command, rounds: int) -> float:
    """The least processor time of some runs, in seconds. Raises SystemExit where a run fails."""
    times = []
    for _ in range(rounds):
        ran = measure(command, LIMITS)
        if ran.stopped or ran.exit_code not in (0, 1):
            sys.exit(f"{' '.join(command)}: {reason(ran)}")
        times.append(ran.processor)
    return min(times)


def main() -> int:
    """Measure everything that is guarded. Exit code 1 where anything has become too slow."""
    slow = 0
    with tempfile.TemporaryDirectory() as folder:
        for guard in guards(Path(folder)):
            own, reference = least(guard.command, ROUNDS), least(guard.reference, ROUNDS)
            if own > guard.most * reference:
                own, reference = min(own, least(guard.command, MORE_ROUNDS)), least(guard.reference, MORE_ROUNDS)
            is_slow = own > guard.most * reference
            slow += is_slow
            told = f"{guard.what}: {own:.2f} s of processor time, {own / reference:.2f} times {reference:.2f} s"
            print(f"{'TOO SLOW  ' if is_slow else ''}{told} (at most {guard.most})", flush=True)
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
