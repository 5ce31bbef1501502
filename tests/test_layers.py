"""Data flows one way: no stage imports another, and what starts the tool imports nothing heavy."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.places import ROOT

PACKAGE = ROOT / "src" / "budget_monitor"
FILES = sorted(PACKAGE.rglob("*.py"))
HEAVY = {"pandas", "pyarrow", "narwhals", "moneyed", "numpy", "rich"}


def module_of(path: Path) -> str:
    """The first part below the package: `evaluate` for evaluate/run.py, `pipeline` for pipeline.py."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(nodes: Iterator[ast.AST] | list[ast.stmt]) -> Iterator[str]:
    """The full names that import statements bring in."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def layers() -> dict[str, int]:
    """How low each part of the package stands, as the import contract in pyproject.toml has it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract, *_ = settings["tool"]["importlinter"]["contracts"]
    return {
        name.strip().removeprefix("budget_monitor."): depth
        for depth, names in enumerate(contract["layers"])
        for name in names.split("|")
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_part_imports_only_itself_and_what_stands_below(path: Path) -> None:
    """Also inside functions, and for types alone."""
    own, known = module_of(path), layers()
    if own in ("__init__", "__main__"):
        return
    for name in imported(ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
        if name.startswith("budget_monitor."):
            other = name.split(".")[1]
            assert other == own or known[other] > known[own], f"{name} is imported"


def test_every_part_is_in_the_contract() -> None:
    assert {module_of(path) for path in FILES} - {"__init__", "__main__"} == set(layers())


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if module_of(path) in ("model", "errors", "cli", "pipeline", "__init__")],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_what_starts_the_tool_imports_nothing_heavy_at_once(path: Path) -> None:
    """Only inside functions, or for type checkers; money needs its library, and nothing imports it but for money."""
    names = {name.split(".")[0] for name in imported(ast.parse(path.read_text(encoding="utf-8")).body)}
    allowed = {"moneyed"} if path.name == "money.py" else set()
    assert not names & (HEAVY - allowed)


MAX_LINES = 300
MAX_FILES_IN_ROOM = 12
OF_ONE_KIND = {"render/formats", "diagnose/kinds", "cli"}
"""Rooms with a file for each format, explanation or command: they hold as many as there are."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("room", sorted({path.parent for path in FILES}), ids=lambda room: room.name)
def test_a_room_can_be_taken_in_at_a_glance(room: Path) -> None:
    if room.relative_to(PACKAGE).as_posix() not in OF_ONE_KIND:
        assert len(list(room.glob("*.py"))) <= MAX_FILES_IN_ROOM


def test_every_room_says_what_it_is_for() -> None:
    for room in {path.parent for path in FILES}:
        assert ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))), room
