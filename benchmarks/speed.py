"""Times the check of a large ledger against a one-line DuckDB query on the same file.

    pip install . duckdb
    python benchmarks/speed.py --rows 1000000 --runs 5

The ledger is reserve_movements.csv in pounds and pence, every identity holding, a hundred portfolios with a total
each. All RM rules and KEY are run; the query reads the same CSV and counts the rows that break RM01. Whole processes
are timed in turn, and the medians printed with their ratio and the check's peak memory.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADER = "financial_year,period,portfolio,category,reserve,purpose,opening,usage,closing\n"

QUERY = """
import duckdb
print(duckdb.sql("select count(*) from '{file}' where opening::decimal(18,2) - usage::decimal(18,2)
 <> closing::decimal(18,2)").fetchall())
"""


def pence(amount: int) -> str:
    """An amount in pence as pounds and pence."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def write_ledger(file: Path, rows: int, portfolios: int = 100) -> None:
    """A ledger of so many lines, in which everything adds up."""
    draw = random.Random(1)
    each = rows // portfolios
    with file.open("w", encoding="utf-8") as out:
        out.write(HEADER)
        for portfolio in range(portfolios):
            sums = [0, 0, 0]
            for line in range(each):
                opening = draw.randrange(10**9)
                usage = draw.randrange(opening + 1)
                row = (opening, usage, opening - usage)
                sums = [total + amount for total, amount in zip(sums, row, strict=True)]
                label = f"2021/22,Q4,Portfolio {portfolio},Strategic Priority,Reserve {line // 10},Purpose {line}"
                out.write(f"{label},{','.join(pence(amount) for amount in row)}\n")
            out.write(f"2021/22,Q4,Portfolio {portfolio},,Total,,{','.join(pence(total) for total in sums)}\n")


def seconds(command: list[str]) -> float:
    """The wall time of a whole process. Raises CalledProcessError when it fails."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def peak_memory(command: list[str]) -> float:
    """The most memory a process used, in MB."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], check=True, capture_output=True, text=True)
    return int(done.stdout) / (1 if sys.platform == "darwin" else 1024) / (1024 if sys.platform == "darwin" else 1)


def main() -> None:
    """Writes the ledger, times both in turn, prints one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "reserve_movements.csv"
        write_ledger(file, arguments.rows)
        check = [sys.executable, "-m", "budget_monitor", "check", folder, "--select", "RM", "--select", "KEY"]
        query = [sys.executable, "-c", QUERY.format(file=file).replace("\n select", " select").replace("\n <>", " <>")]
        reference = [sys.executable, "-c", "import pandas, pyarrow"]
        for command in (check, query, reference):
            seconds(command)
        times = [(seconds(check), seconds(query), seconds(reference)) for _ in range(arguments.runs)]
        checked, queried, imported = (statistics.median(column) for column in zip(*times, strict=True))
        size = file.stat().st_size / 1e6
        print(f"{arguments.rows:,} rows, {size:.0f} MB; medians of {arguments.runs} paired runs")
        print(f"check (RM rules and KEY)     {checked:.2f} s, peak {peak_memory(check):.0f} MB")
        print(f"one-line DuckDB query        {queried:.2f} s; the check takes {checked / queried:.1f} times as long")
        print(f"import pandas, pyarrow       {imported:.2f} s")


if __name__ == "__main__":
    main()
