"""The engines that can be tested on this machine, and why the others cannot."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec

import pytest

from budget_monitor.evaluate.engines import ENGINES
from budget_monitor.model.running.engine import EngineOptions

LISTS = "lists"
"""No engine at all: short ledgers are gone through in Python."""

IN_PROCESS = (LISTS, "arrow", "pandas", "duckdb")
"""Those that answer quickly enough for a property test of many examples."""


def why_not(engine: str) -> str:
    """What an engine lacks here; empty where it lacks nothing."""
    package = {"duckdb": "duckdb", "spark": "pyspark"}.get(engine)
    if package and find_spec(package) is None:
        return f"{package} is not installed: pip install '.[{engine}]'"
    if engine == "spark" and shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "Spark needs Java 17 or later, and there is none here"
    return ""


def only_where_it_runs(engine: str) -> pytest.MarkDecorator:
    """Skips a test of an engine that cannot run here, and says why."""
    return pytest.mark.skipif(bool(why_not(engine)), reason=why_not(engine))


QUICK = [name for name in IN_PROCESS if not why_not(name)]
"""Those of them that can run here."""
EVERY_ENGINE = [pytest.param(name, marks=only_where_it_runs(name)) for name in (LISTS, *ENGINES)]


def asked(engine: str) -> EngineOptions:
    """An engine that computes everything itself, however short the ledgers are; or none."""
    if engine == LISTS:
        return EngineOptions()
    return EngineOptions(engine, short=0)
