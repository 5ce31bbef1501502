"""The command as a process of its own: what it imports, and how it behaves at the end of a pipe."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("pandas", "pyarrow", "narwhals", "moneyed", "numpy")

IMPORTED = """
import sys
from budget_monitor.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert end.code == 0, end.code
print(*sorted(set(sys.modules) & set({heavy!r})), file=sys.stderr)
"""


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`budget-monitor` with these arguments, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "budget_monitor", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | environment,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["check", "--help"],
        ["accept", "--help"],
        ["history", "--help"],
        ["compare", "--help"],
        ["settings", "show", "--help"],
        ["rules", "list"],
        ["rules", "show", "RM01"],
    ],
)
def test_what_needs_no_figures_imports_nothing_heavy(arguments: list[str]) -> None:
    script = IMPORTED.format(heavy=HEAVY)
    ran = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.split() == []


def test_help_names_every_command() -> None:
    ran = command("--help")
    assert ran.returncode == 0
    assert ran.stdout.startswith("Usage: budget-monitor [OPTIONS] COMMAND")
    assert "check" in ran.stdout
    assert "rules" in ran.stdout


def test_version_is_one_line() -> None:
    ran = command("--version")
    assert ran.returncode == 0
    assert ran.stdout.startswith("budget-monitor ")
    assert ran.stdout.count("\n") == 1


def test_a_pipe_gets_80_columns_or_what_columns_says_and_no_colour() -> None:
    wide, narrow = (command("rules", "show", "RM01", COLUMNS=columns).stdout for columns in ("200", "50"))
    assert max(map(len, narrow.splitlines())) <= 50 < max(map(len, wide.splitlines()))
    assert "\x1b" not in wide
    assert "\x1b" in command("rules", "show", "RM01", FORCE_COLOR="1").stdout


def test_an_encoding_without_the_characters_gets_plainer_ones() -> None:
    ran = command("rules", "show", "RM01", PYTHONIOENCODING="ascii")
    assert ran.returncode == 0
    assert ran.stdout.isascii()


@pytest.mark.skipif(os.name == "nt", reason="a pipe without a reader is another error there")
def test_a_reader_that_stops_early_is_no_error() -> None:
    """As with `| head`: quiet, and the exit code is the run's own."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        ran = subprocess.run(
            [sys.executable, "-m", "budget_monitor", "rules", "list"], stdout=pipe, stderr=subprocess.PIPE, check=False
        )
    assert ran.stderr == b""
    assert ran.returncode == 0


def test_a_check_imports_no_pandas_and_leaves_it_usable(tmp_path: Path) -> None:
    """Pyarrow would import pandas for its first array; afterwards a pandas frame is still made when asked for."""
    (tmp_path / "outturns.csv").write_text(
        "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance\n"
        "2021/22,Q4,Libraries,outturn,10,12,-2,10,0\n"
    )
    code = (
        "import sys\nfrom budget_monitor.cli import main\n"
        f"try: main(['check', {str(tmp_path)!r}])\nexcept SystemExit as done: print(done.code)\n"
        "print('pandas' in sys.modules)\nimport pyarrow as pa\n"
        "frame = pa.table({'a': ['x']}).to_pandas()\nprint(list(frame.columns), pa.array(frame['a']).to_pylist())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-3:] == ["0", "False", "['a'] ['x']"], done.stderr


def test_duckdb_says_nothing_at_the_end() -> None:
    """What it finds not taken apart when Python ends it lists on stderr, line by line."""
    pytest.importorskip("duckdb")
    done = command("check", "ledgers/stockport", "--engine", "duckdb", "--set", "engine.in_memory_rows=0")
    assert (done.returncode, done.stderr) == (1, "")
