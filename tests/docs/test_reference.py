"""The generated pages of docs/ are up to date, and the check of that names what is not."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.places import ROOT

SCRIPT = ROOT / "docs" / "generate.py"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate = _load()


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    written: dict[str, str] = generate.pages()
    return written


def test_every_page_is_up_to_date(pages: dict[str, str]) -> None:
    """After a change to a rule file or a command: python docs/generate.py."""
    assert generate.stale(ROOT / "docs", pages) == []


def test_there_is_a_page_for_each_rule_ledger_and_command(pages: dict[str, str]) -> None:
    assert {"rules/RM01.md", "rules/KEY.md", "ledgers/savings.md", "rules/README.md", "cli.md"} <= set(pages)
    for command in ("", " check", " rules list", " rules new", " rules test", " ledgers show"):
        assert f"\n## budget-monitor{command}\n" in pages["cli.md"]
        assert f"\nUsage: budget-monitor{command} [OPTIONS]" in pages["cli.md"]


def test_a_rule_s_page_has_its_documentation_and_its_examples_as_tables(pages: dict[str, str]) -> None:
    page = pages["rules/RM01.md"]
    assert page.startswith("# RM01: Opening balance − usage = closing balance\n")
    assert "Money leaves a reserve only by being used." in page
    assert "check   opening - usage == closing\nwhere   period" in page
    assert "| 3 | 2021/22 | Q4 | Libraries | Cabinet Investment | Open Plus | 300 | 239 | 16 |" in page
    assert page.endswith("Finds `reserve_movements.csv` line 3, `closing`: gap −63\n")


def test_the_check_names_pages_that_are_changed_missing_or_left_over(tmp_path: Path) -> None:
    written = {"rules/A1.md": "one\n", "rules/A2.md": "two\n", "cli.md": "three\n"}
    assert generate.write(tmp_path, written) == ["cli.md", "rules/A1.md", "rules/A2.md"]
    assert generate.stale(tmp_path, written) == []
    (tmp_path / "rules" / "A1.md").write_text("edited\n", encoding="utf-8")
    (tmp_path / "rules" / "A2.md").unlink()
    (tmp_path / "rules" / "A0.md").write_text("of a rule that is no more\n", encoding="utf-8")
    assert generate.stale(tmp_path, written) == ["rules/A0.md", "rules/A1.md", "rules/A2.md"]
    assert (tmp_path / "rules" / "A1.md").read_text(encoding="utf-8") == "edited\n"
    generate.write(tmp_path, written)
    assert generate.stale(tmp_path, written) == []
    assert not (tmp_path / "rules" / "A0.md").exists()


def test_the_script_exits_with_1_when_a_page_is_out_of_date(tmp_path: Path) -> None:
    """With --check it writes nothing."""
    script = tmp_path / "docs" / "generate.py"
    script.parent.mkdir()
    for file in (SCRIPT, *map(SCRIPT.with_name, ("api_page.py", "man_page.py"))):
        (script.parent / file.name).write_bytes(file.read_bytes())
    ran = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert ran.returncode == 1, ran.stderr
    assert "docs/rules/RM01.md is out of date\n" in ran.stdout
    assert sorted(tmp_path.rglob("*.md")) == []
    assert subprocess.run([sys.executable, str(script)], capture_output=True, check=False).returncode == 0
    assert subprocess.run([sys.executable, str(script), "--check"], check=False).returncode == 0
