"""Claims about engines as a user meets them: what is said where one is missing or cannot be started."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from budget_monitor.errors import MachineError, UsageError
from budget_monitor.pipeline import check
from tests.support.places import STOCKPORT

with_spark = pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed: pip install '.[spark]'")
with_duckdb = pytest.mark.skipif(find_spec("duckdb") is None, reason="duckdb is not installed: pip install '.[duckdb]'")


@pytest.mark.parametrize(("engine", "package"), [("duckdb", "duckdb"), ("spark", "pyspark.errors")])
def test_a_missing_extra_is_told_with_the_command_that_installs_it(
    engine: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UsageError, match=rf"{engine} is not installed: pip install 'budget-monitor\[{engine}\]'"):
        check(STOCKPORT, engine=engine)


@with_spark
def test_a_machine_without_java_is_told_how_to_install_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UsageError, match=r"Spark needs Java 17 or later.*apt install openjdk-17-jre-headless"):
        check(STOCKPORT, engine="spark")


@with_spark
def test_a_cluster_needs_a_folder_that_its_workers_see() -> None:
    with pytest.raises(UsageError, match=r"Spark at spark://far:7077 needs a folder .*: set engine.scratch"):
        check(STOCKPORT, engine="spark", settings=["engine.spark=spark://far:7077"])


@with_spark
@pytest.mark.parametrize("where", ["sc://localhost:9", "sc://localhost:far"])
def test_a_server_that_does_not_answer_is_told_at_once(where: str, tmp_path: Path) -> None:
    settings = [f"engine.spark={where}", f"engine.scratch={tmp_path}"]
    with pytest.raises(UsageError, match=f"Spark cannot be reached at {where}: "):
        check(STOCKPORT, engine="spark", settings=settings)


@with_spark
def test_a_session_that_does_not_start_is_a_message_and_exit_code_2(tmp_path: Path) -> None:
    """A process of its own: a failed start stays with the process."""
    where = "engine.spark=localhost:nowhere"
    command = [sys.executable, "-m", "budget_monitor", "check", str(STOCKPORT), "--engine", "spark", "--set", where]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=os.environ.copy(), check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("budget-monitor: Spark cannot be started at localhost:nowhere: ")
    assert "Traceback" not in ran.stderr


@with_duckdb
def test_an_amount_of_memory_that_is_none_is_told_by_its_setting() -> None:
    with pytest.raises(UsageError, match=r"DuckDB cannot be started with engine\.memory = lots"):
        check(STOCKPORT, engine="duckdb", settings=["engine.memory=lots"])


@with_duckdb
def test_a_scratch_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "gone"
    with pytest.raises(MachineError, match=r"gone: no folder can be made in it: No such file or directory"):
        check(STOCKPORT, engine="duckdb", settings=[f"engine.scratch={missing}"])


@with_duckdb
def test_nothing_stays_in_the_scratch_folder(tmp_path: Path) -> None:
    check(STOCKPORT, engine="duckdb", settings=[f"engine.scratch={tmp_path}"])
    assert list(tmp_path.iterdir()) == []


@with_duckdb
def test_too_little_memory_is_a_message(tmp_path: Path) -> None:
    """A session without room for a table is no internal error."""
    lines = "".join(f"2021/22,Q4,Roads,Repairs {line},Salt {line},{line},1,{line - 1}\n" for line in range(60_000))
    header = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"
    (tmp_path / "reserve_movements.csv").write_text(header + lines, encoding="utf-8")
    with pytest.raises(MachineError, match=r"memory"):
        check(tmp_path, engine="duckdb", select=["KEY"], settings=["engine.memory=2MB"])
