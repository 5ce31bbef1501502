"""Writes one generated ledger set, and prints the lines that are wrong in it as JSON.

    python -m benchmarks.generate transactions FOLDER --rows 1000000 --wrong 100

A process of its own, so that whoever measures stays small. The same arguments give the same bytes every time.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from benchmarks.reserves import write_distinct_reserves, write_reserves
from benchmarks.transactions import write_transactions

WRITERS: dict[str, Callable[[Path, int, int], list[int]]] = {
    "reserve_movements": write_reserves,
    "reserve_movements-distinct": write_distinct_reserves,
    "transactions": write_transactions,
}


def main() -> None:
    """Write the set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger", choices=WRITERS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--wrong", type=int, default=0, help="how many rows are wrong")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    print(json.dumps(WRITERS[arguments.ledger](arguments.folder, arguments.rows, arguments.wrong)))


if __name__ == "__main__":
    main()
