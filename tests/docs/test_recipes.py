"""The cron and CI recipes of docs/month-end.md, run as cron and a CI server would run them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from budget_monitor import pipeline
from tests.support.places import DOCS

RECIPES = DOCS / "recipes"
SRC = Path(__file__).parents[2] / "src"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a clean ledger set, the recipes, a `budget-monitor` on the path, and a `tell` that keeps messages."""
    pipeline.start(tmp_path / "ledgers", year="2026/27")
    for recipe in RECIPES.glob("*.sh"):
        shutil.copy(recipe, tmp_path)
    program(
        tmp_path / "bin" / "budget-monitor",
        f"PYTHONPATH='{SRC}' PYTHONUTF8=1 exec '{sys.executable}' -m budget_monitor \"$@\"",
    )
    program(tmp_path / "bin" / "tell", '{ echo "$1"; cat; } >> "$HOME/told"')
    return tmp_path


def program(path: Path, script: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def run(home: Path, command: str) -> subprocess.CompletedProcess[str]:
    """A command as cron runs it: by /bin/sh, in the home folder, with next to no environment."""
    environment = {"HOME": str(home), "PATH": f"{home / 'bin'}:/usr/bin:/bin", "NOTIFY": "tell", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        ["/bin/sh", "-c", command], cwd=home, env=environment, capture_output=True, text=True, check=False
    )


def documented(pattern: str) -> str:
    """What month-end.md says, where the pattern's group stands."""
    found = re.search(pattern, (DOCS / "month-end.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None, pattern
    return found[1]


def cron(home: Path) -> int:
    """Runs the line of the documented crontab."""
    return run(home, documented(r"^30 6 1 \* \* (.*)$")).returncode


def told(home: Path) -> str:
    path = home / "told"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def put_slip(home: Path, ledger: str, right: str, wrong: str) -> None:
    path = home / "ledgers" / ledger
    text = path.read_text(encoding="utf-8")
    assert text.count(right) == 1
    path.write_text(text.replace(right, wrong), encoding="utf-8")


def test_cron_month_by_month(home: Path) -> None:
    """Proceed; send the findings; call for help; and once all is put right, proceed again."""
    outbox = home / "outbox"

    assert cron(home) == 0
    assert told(home).startswith("Month-end check: nothing failed, the position is ready\n# Monitoring position\n")
    assert {path.name for path in outbox.iterdir()} == {"findings.txt", "findings.json", "position.md", "errors.txt"}

    (home / "told").unlink()
    put_slip(home, "cash_limits.csv", "163000,4971000", "163000,4917000")
    assert cron(home) == 1
    assert told(home).startswith("Month-end check: there are findings\n")
    assert "Put right: 1 figure in" in told(home)
    assert not (outbox / "position.md").exists()

    (home / "told").unlink()
    put_slip(home, "cash_limits.csv", "163000,4917000", "163000,49..71")
    assert cron(home) == 2
    assert told(home).startswith("Month-end check could not run\n")
    assert "49..71" in told(home)

    (home / "told").unlink()
    put_slip(home, "cash_limits.csv", "163000,49..71", "163000,4971000")
    assert cron(home) == 0
    assert told(home).startswith("Month-end check: nothing failed")


def test_cron_calls_for_help_when_there_is_nothing_to_check(home: Path) -> None:
    shutil.rmtree(home / "ledgers")
    assert cron(home) == 2
    assert told(home).startswith("Month-end check could not run\nbudget-monitor: ")
    assert "no such folder" in told(home)


def test_cron_calls_for_help_when_the_program_is_not_there(home: Path) -> None:
    """The shell's own exit code for that is 127."""
    (home / "bin" / "budget-monitor").unlink()
    assert cron(home) == 2
    assert "not found" in told(home)


def test_cron_calls_for_help_when_there_is_nowhere_to_write(home: Path) -> None:
    (home / "outbox").write_text("a file", encoding="utf-8")
    assert cron(home) == 2
    assert "There is nowhere to put the result" in told(home)


def test_ci_passes_fails_and_tells_a_failure_from_a_check_that_could_not_be_done(home: Path) -> None:
    """The build step as the workflow has it, on a clean set, with a slip, and with a figure that cannot be read."""
    step = documented(r"^ +- run: (bash docs/recipes/ci\.sh .*)$").replace("docs/recipes/", "")

    ran = run(home, step)
    written = "".join(f"budget-monitor: wrote reports/checks.{ending}\n" for ending in ("xml", "md"))
    assert (ran.returncode, ran.stderr) == (0, written)
    assert "The ledgers hold." in ran.stdout
    suite = ElementTree.parse(home / "reports" / "checks.xml").getroot()
    assert (suite.get("failures"), suite.get("errors")) == ("0", "0")

    put_slip(home, "savings.csv", "60000,43000", "60000,34000")
    ran = run(home, step)
    assert ran.returncode == 1
    assert "Put right: 1 figure in savings.csv" in ran.stdout
    assert "The ledgers do not hold" in ran.stderr
    suite = ElementTree.parse(home / "reports" / "checks.xml").getroot()
    assert int(suite.get("failures") or 0) > 0
    assert "SV01" in (home / "reports" / "checks.md").read_text(encoding="utf-8")

    put_slip(home, "savings.csv", "60000,34000", "60000,4x3")
    ran = run(home, step)
    assert ran.returncode == 2
    assert "this is no verdict on the ledgers" in ran.stderr


@pytest.mark.parametrize("recipe", sorted(RECIPES.glob("*.sh")), ids=lambda path: path.name)
def test_a_recipe_without_its_arguments_says_how_it_is_used(home: Path, recipe: Path) -> None:
    ran = run(home, f"bash {recipe.name}")
    assert ran.returncode != 0
    assert re.search(rf"usage: {re.escape(recipe.name)} [A-Z]+", ran.stderr)
    assert any(f"]({recipe.relative_to(DOCS)})" in page.read_text(encoding="utf-8") for page in DOCS.glob("*.md"))
