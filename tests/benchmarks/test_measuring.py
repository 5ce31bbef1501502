"""The harness: it counts the memory of children, keeps its limits, and measures only what finds a wrong row."""

from __future__ import annotations

import importlib.util
import resource
import subprocess
import sys

import pytest

from benchmarks.__main__ import PAGE, PARTS
from benchmarks.comparisons import exponent
from benchmarks.contestants import CONTENDERS, Contender, NotRunningError, prove_contender, prove_engine, reason
from benchmarks.measure import Limits, Measured, measure
from benchmarks.page import power_of_ten, table, with_part
from benchmarks.rounds import Plan, Runs, in_turn
from benchmarks.sets import GeneratedSet, GeneratedSets
from tests.support.places import ROOT

LIMITS = Limits(seconds=120, memory=4096)


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def took(seconds: float) -> Runs:
    return Runs((Measured(seconds, seconds, 1, 0, "", "", ""),))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> GeneratedSet:
    """A thousand rows, three of them wrong."""
    return GeneratedSets(tmp_path_factory.mktemp("sets")).make("reserve_movements", 1000, 3)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_counts_the_children() -> None:
    """A process of 50 MB that waits for one of 100 MB holds at least 150 MB."""
    child = "import time; held = bytearray(100 << 20); time.sleep(0.3)"
    parent = f"import subprocess, sys; held = bytearray(50 << 20); subprocess.run([sys.executable, '-c', {child!r}])"
    ran = measure(python(parent), LIMITS)
    assert ran.exit_code == 0
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert 150 < ran.peak < 350 + own  # a child counts as much as its parent, this process, until it runs a program
    assert ran.seconds > 0.3
    assert ran.processor < ran.seconds


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    ("limits", "code", "said"),
    [
        (Limits(0.2, 4096), "import time; time.sleep(30)", "over 0 s"),
        (Limits(30, 100), "import time; held = bytearray(200 << 20); time.sleep(30)", "over 100 MB"),
    ],
)
def test_a_command_is_stopped_at_its_limits(limits: Limits, code: str, said: str) -> None:
    ran = measure(python(code), limits)
    assert ran.stopped == said
    assert ran.exit_code < 0
    assert ran.seconds < 10
    assert reason(ran) == f"stopped: {said}"


def test_commands_take_turns_and_slow_or_failing_ones_run_once() -> None:
    commands = {
        "quick": python("print(1)"),
        "slow": python("import time; time.sleep(1)"),
        "failing": python("import sys; sys.exit('no such thing as /some/folder/file')"),
    }
    runs = in_turn(commands, Plan(rounds=3, limits=LIMITS, once_above=0.9))
    assert {name: len(ran.done) for name, ran in runs.items()} == {"quick": 3, "slow": 1, "failing": 0}
    assert runs["failing"].failure == "no such thing as …"


@pytest.mark.parametrize("contender", CONTENDERS, ids=lambda contender: contender.script)
def test_a_contender_counts_the_wrong_rows(contender: Contender, small: GeneratedSet) -> None:
    if importlib.util.find_spec(contender.package) is None:
        pytest.skip(f"{contender.package} is not installed")
    prove_contender(contender, sys.executable, small, LIMITS)


@pytest.mark.parametrize("engine", ["arrow", "pandas"])
def test_an_engine_names_the_wrong_lines(engine: str, small: GeneratedSet) -> None:
    prove_engine(engine, sys.executable, small, LIMITS)


def test_an_engine_that_misses_a_wrong_row_is_not_measured(small: GeneratedSet) -> None:
    more = GeneratedSet(small.ledger, small.rows, small.folder, (*small.wrong, 999))
    with pytest.raises(NotRunningError, match="999"):
        prove_engine("arrow", sys.executable, more, LIMITS)
    with pytest.raises(NotRunningError, match="abacus"):
        prove_engine("abacus", sys.executable, small, LIMITS)


def test_the_exponent_is_the_slope_between_the_two_largest_sizes() -> None:
    """Ten times the rows in ten times the time is 1; in a hundred times the time it is 2."""
    assert exponent({10**4: took(1), 10**5: took(2), 10**6: took(20)}) == "1.00"
    assert exponent({10**5: took(2), 10**6: took(200), 10**7: Runs((), "stopped")}) == "2.00"
    assert exponent({10**4: took(1)}) == ""


def test_only_the_part_between_its_markers_is_replaced() -> None:
    page = "above\n<!-- measured: one -->\nold\n<!-- end of one -->\nbelow\n"
    assert with_part(page, "one", "new") == "above\n<!-- measured: one -->\n\nnew\n\n<!-- end of one -->\nbelow\n"
    with pytest.raises(ValueError, match="two"):
        with_part(page, "two", "new")


def test_figures_stand_to_the_right() -> None:
    assert table(["what", "time"], [["a", "1 s"]]) == "| what | time |\n| --- | --: |\n| a | 1 s |\n"
    assert [power_of_ten(rows) for rows in (10**6, 10**7, 5000, 1)] == ["10⁶", "10⁷", "5,000", "1"]


def test_the_page_has_a_place_for_every_part() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for part in PARTS:
        with_part(page, part, "")


def test_quick_mode_measures_and_finds_all_that_is_planted() -> None:
    """It needs no other tool, prints its tables, and leaves the page alone."""
    before = PAGE.read_bytes()
    parts = ["planted-reserve_movements", "growth-transactions"]
    command = [sys.executable, "-m", "benchmarks", "--quick", *(word for part in parts for word in ("--part", part))]
    ran = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert "| arrow | RM01 10, RM02 10 | 10 | 10 |" in ran.stdout
    assert "`transactions.csv`, all rules" in ran.stdout
    assert PAGE.read_bytes() == before
