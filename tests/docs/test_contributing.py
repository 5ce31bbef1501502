"""The exercise for newcomers in CONTRIBUTING.md does what it says, and the files that its steps name are there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import budget_monitor
from tests.support.places import ROOT

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
OF_THE_PROGRAM = {"--version", "--help", "--install-completion", "--show-completion"}
PAGES = ("CONTRIBUTING.md", "ARCHITECTURE.md", "docs/trust.md")


def test_the_rule_of_the_exercise_passes_its_examples_and_runs(tmp_path: Path) -> None:
    blocks: list[str] = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
    (block,) = [one for one in blocks if "OWN1" in one]
    block = block.replace("/tmp/exercise", str(tmp_path / "exercise"))
    block = block.replace("budget-monitor rules", f"{sys.executable} -m budget_monitor rules")
    block = block.replace("budget-monitor check", f"{sys.executable} -m budget_monitor check")
    ran = subprocess.run(["bash", "-euc", block], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert "2 examples of 1 rule: all do what they state" in ran.stdout
    assert "Exit code 0" in ran.stdout


@pytest.mark.parametrize("page", PAGES)
def test_the_files_that_a_page_names_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:src|tests|docs|benchmarks|rules)/[\w/.]+)`|\]\(([\w/.]+)\)", text)
    paths = {path for pair in named for path in pair if path and not re.search(r"/(?:\w*NAME|JOB|LEDGER|own)\.", path)}
    missing = [path for path in paths if not (ROOT / path).exists() and not (ROOT / page).with_name(path).exists()]
    assert not missing


def test_every_room_is_on_the_map() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    package = Path(budget_monitor.__file__).parent
    rooms = {path.parent.name for path in package.glob("*/__init__.py")}
    assert not {room for room in rooms if not re.search(rf"^ *{room} ", text, re.MULTILINE)} - {"rules", "figures"}
    assert re.search(r"rules .* figures", text)


def test_every_public_name_has_its_paragraph() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^### `(\w+)`", page, re.MULTILINE)) == set(budget_monitor.__all__)
    for name in budget_monitor.__all__:
        assert re.search(rf"^### `{name}`\n\n\S", page, re.MULTILINE)


def test_the_manual_page_has_every_command_and_option() -> None:
    page = (ROOT / "docs" / "man" / "budget-monitor.1").read_text(encoding="utf-8").replace("\\-", "-")
    shown = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    commands = re.findall(r"^## (budget-monitor \S+(?: \S+)?)$", shown, re.MULTILINE)
    groups = {"budget-monitor rules", "budget-monitor ledgers", "budget-monitor settings"}
    assert set(commands) - groups <= set(re.findall(r"^\.SS (.+)$", page, re.MULTILINE))
    options = set(re.findall(r"^\.B .*?(--[a-z-]+)", page, re.MULTILINE))
    assert set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", shown, re.MULTILINE)) - options <= OF_THE_PROGRAM
