"""Where memory is short, DuckDB checks from disk, and says so; nothing that is found changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor import check
from budget_monitor.model.running.engine import EngineOptions
from budget_monitor.pipeline.engine import memory
from budget_monitor.pipeline.engine.opened import Opened

HEADER = "financial_year,period,portfolio,category,reserve,purpose,opening,usage,closing\n"
ROWS = "2021/22,Q4,Libraries,Flexibility,Books,,130,30,100\n2021/22,Q4,Libraries,Flexibility,Shelves,,50,20,40\n"


@pytest.fixture
def ledgers(tmp_path: Path) -> Path:
    """The closing balance of the second line is ten too high."""
    (tmp_path / "reserve_movements.csv").write_text(HEADER + ROWS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The engines that are started, by name."""
    names: list[str] = []
    start = Opened.__init__

    def noted(self: Opened, options: EngineOptions) -> None:
        names.append(options.name)
        start(self, options)

    monkeypatch.setattr(Opened, "__init__", noted)
    return names


def test_with_memory_enough_nothing_is_said(ledgers: Path, started: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: 10**9)
    assert check(ledgers).input_problems == ()
    assert started == ["arrow"]


def test_duckdb_takes_over_where_memory_is_short(
    ledgers: Path, started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("duckdb")
    plenty = check(ledgers)
    monkeypatch.setattr(memory, "free_memory", lambda: 100)
    report = check(ledgers)
    assert [finding.id for finding in report.findings] == [finding.id for finding in plenty.findings]
    assert report.counts == plenty.counts
    (problem,) = report.input_problems
    assert (problem.file, problem.severity) == ("reserve_movements.csv", "warning")
    assert (
        problem.message
        == "0.0 GB of memory may be needed, and 0.0 GB are free: it is checked from disk, as with --engine duckdb"
    )
    assert started == ["arrow", "duckdb"]


def test_without_duckdb_it_is_said_what_to_install(
    ledgers: Path, started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: 100)
    monkeypatch.setattr(memory, "find_spec", lambda _: None)
    (problem,) = check(ledgers).input_problems
    assert problem.message.endswith("with DuckDB it would be checked from disk: pip install 'budget-monitor[duckdb]'")
    assert started == ["arrow"]


def test_a_containers_limit_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = tmp_path / "meminfo"
    machine.write_text("MemTotal:  9000 kB\nMemAvailable:    4000 kB\n")
    monkeypatch.setattr(memory, "_MACHINE", machine)
    monkeypatch.setattr(memory, "_CONTAINER", tmp_path)
    assert memory.free_memory() == 4_096_000
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.free_memory() == 4_096_000
    (tmp_path / "memory.max").write_text("3000000\n")
    (tmp_path / "memory.current").write_text("1000000\n")
    assert memory.free_memory() == 2_000_000
    machine.unlink()
    (tmp_path / "memory.max").unlink()
    assert memory.free_memory() is None
