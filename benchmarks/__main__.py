"""Measures budget-monitor, and the tools beside it, and writes the figures into docs/benchmarks.md.

    python -m benchmarks                       everything, up to ten million rows; it takes an hour or two
    python -m benchmarks --part one-identity   the side by side comparison alone
    python -m benchmarks --quick               ten thousand rows, the default engine, no other tool; prints only

Every tool first has to find the three wrong rows of a small set; then whole processes are timed, all in turn, and the
medians are written down. Run it from the top of the repository, in the environment that budget-monitor is installed
in; the other tools may be in an environment of their own (benchmarks/requirements.txt).
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks import comparisons
from benchmarks.contestants import ENGINES
from benchmarks.measure import Limits
from benchmarks.page import with_part, write_part
from benchmarks.rounds import Plan
from benchmarks.session import SMALL, Session
from benchmarks.sets import GeneratedSets

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
SIZES = [10**4, 10**5, 10**6, 10**7]
LEDGERS = ("reserve_movements", "transactions")
IDENTITY_PARTS = {"one-identity": ("reserve_movements", 0), "one-identity-distinct": ("reserve_movements-distinct", 10)}
"""Each with the kind of ledger, and how many of its rows are wrong."""
PARTS = (*IDENTITY_PARTS, "start-up", *(f"{part}-{ledger}" for ledger in LEDGERS for part in ("growth", "planted")))


def main() -> int:
    """Measure the parts asked for. Exit code 1 when nothing could be measured."""
    arguments = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that what runs is stopped too
    if not arguments.quick:
        for part in arguments.part:  # a page without its markers is better known now than in an hour
            with_part(arguments.page.read_text(encoding="utf-8"), part, "")
    with ExitStack() as stack:
        folder = arguments.ledgers or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        session = Session(
            python=arguments.python,
            contenders_python=arguments.contenders_python,
            sets=GeneratedSets(folder),
            plan=Plan(arguments.runs, Limits(arguments.timeout, arguments.memory), arguments.once_above),
            wanted_engines=arguments.engine,
        )
        if not session.engines():
            print(session.taken_notes(), file=sys.stderr)
            return 1
        session.notes.clear()
        for part in arguments.part:
            text = _measure(part, session, arguments)
            if arguments.quick:
                print(f"== {part}\n\n{text}")
            else:
                write_part(arguments.page, part, text)
    return 0


def _measure(part: str, session: Session, arguments: argparse.Namespace) -> str:
    sizes = sorted(arguments.size)
    parts: dict[str, Callable[[], str]] = {
        "start-up": partial(comparisons.start_up, session),
    }
    for identity, (kind, wrong) in IDENTITY_PARTS.items():
        parts[identity] = partial(comparisons.one_identity, session, kind, arguments.rows, wrong)
    for ledger in LEDGERS:
        parts[f"growth-{ledger}"] = partial(comparisons.growth, session, ledger, sizes)
        parts[f"planted-{ledger}"] = partial(comparisons.planted, session, ledger, sizes[-1], arguments.wrong)
    return parts[part]()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.prog = "python -m benchmarks"
    add = parser.add_argument
    add("--quick", action="store_true", help="10,000 rows, the engine arrow, one run; prints, and writes no page")
    add("--part", action="append", choices=PARTS, help="only this part of the page; repeat")
    add("--engine", action="append", choices=ENGINES, help="only this engine; repeat")
    add("--size", action="append", type=int, metavar="ROWS", help="rows of a generated ledger; repeat")
    add("--rows", type=int, default=10**6, help="rows of the side by side comparison")
    add("--wrong", type=int, default=100, help="wrong rows planted among the most rows")
    add("--runs", type=int, default=5, help="rounds of paired runs")
    add("--once-above", type=float, default=60, metavar="SECONDS", help="what takes longer is run only once")
    add("--timeout", type=float, default=1800, metavar="SECONDS", help="stop what takes longer than this")
    add("--memory", type=float, default=float("inf"), metavar="MB", help="stop what holds more than this")
    add("--python", default=sys.executable, metavar="PATH", help="the Python that budget-monitor is installed in")
    add("--contenders-python", default=sys.executable, metavar="PATH", help="the Python of the other tools")
    add("--ledgers", type=Path, metavar="FOLDER", help="keep the generated ledgers here, and use them again")
    add("--page", type=Path, default=PAGE, metavar="FILE", help="the page to write the figures into")
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.engine, arguments.size, arguments.runs = ["arrow"], [SMALL], 1
        arguments.part = arguments.part or [part for part in PARTS if part not in IDENTITY_PARTS]
        arguments.wrong = min(arguments.wrong, 10)
    arguments.part = arguments.part or PARTS
    arguments.engine = arguments.engine or ENGINES
    arguments.size = arguments.size or SIZES
    return arguments


if __name__ == "__main__":
    sys.exit(main())
