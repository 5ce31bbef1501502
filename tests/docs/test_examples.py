"""The examples of the README and of docs/ do what they show."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.console import blocks, matches, run, steps
from tests.support.places import ROOT

PAGES = [path for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))] if path.is_file()]
OWN_LEDGER = ROOT / "docs" / "own-ledger.md"


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what the pages work on, in which the commands run."""
    for folder in ("ledgers", "examples"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.usefixtures("copy")
@pytest.mark.parametrize("page", PAGES, ids=[path.name for path in PAGES])
def test_commands_print_what_the_page_shows(page: Path) -> None:
    """One after the other, as a reader would type them; `...` stands for what is left out."""
    for step in steps(page.read_text(encoding="utf-8")):
        printed, exit_code = run(step.command)
        place = f"{page.name}:{step.line}: $ {step.command}"
        assert matches(step.expected, printed), f"{place}\n{printed}"
        assert exit_code == step.exit_code, f"{place}: exit code {exit_code}"


@pytest.mark.parametrize("language", ["csv", "toml"])
def test_what_the_tutorial_quotes_stands_in_its_files(language: str) -> None:
    folder = ROOT / "examples" / "consultations"
    files = [path.read_text(encoding="utf-8") for path in folder.rglob(f"*.{language}")]
    quoted = list(blocks(OWN_LEDGER.read_text(encoding="utf-8"), language))
    assert quoted
    for line, block in quoted:
        assert any(block in text for text in files), f"own-ledger.md:{line}"


@pytest.mark.usefixtures("copy")
def test_every_key_of_the_json_is_described() -> None:
    """All keys that a report can have, at whatever depth."""
    described = (ROOT / "docs" / "exit-codes-and-json.md").read_text(encoding="utf-8")
    document, _ = run("budget-monitor check examples/consultations --format json")

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            inner = {key: part for key, part in value.items() if key != "key"}
            return set(value).union(*(keys(part) for part in inner.values()))
        return set().union(*(keys(part) for part in value)) if isinstance(value, list) else set()

    assert [key for key in sorted(keys(json.loads(document))) if f"`{key}`" not in described] == []


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("one\ntwo\n", "one\ntwo\n", True),
        ("one\n...\n", "one\ntwo\nthree\n", True),
        ("...\nthree\n", "one\ntwo\nthree\n", True),
        ("one\n...\nfour\n", "one\ntwo\nthree\n", False),
        ("sha ... end\n", "sha 12ab end\n", True),
        ("", "one\n", False),
        ("", "", True),
        ("one\n", "one\ntwo\n", False),
    ],
)
def test_dots_stand_for_what_is_left_out(expected: str, printed: str, same: bool) -> None:
    assert matches(expected, printed) is same


def test_a_command_ends_with_0_unless_the_page_asks() -> None:
    page = "```console\n$ budget-monitor check x\nno\n$ echo $?\n2\n$ budget-monitor rules list\n...\n```\n"
    assert [(step.command, step.exit_code, step.line) for step in steps(page)] == [
        ("budget-monitor check x", 2, 2),
        ("budget-monitor rules list", 0, 6),
    ]
