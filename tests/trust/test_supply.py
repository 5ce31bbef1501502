"""Claims about what is built and what is sent: a wheel repeats to the byte and names what it needs; nothing is sent."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.places import ROOT
from tests.support.small_sets import BAD, put

BUILT = ("src", "rules", "docs", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")
WITHOUT_NETWORK = """
import sys
def refuse(event, arguments):
    if event.startswith(("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "urllib.", "http.")):
        print("ASKED FOR THE NETWORK:", event, arguments, file=sys.stderr)
        import os
        os._exit(99)
sys.addaudithook(refuse)
from budget_monitor.cli import main
main(sys.argv[1:])
"""
HAS_DUCKDB = find_spec("duckdb") is not None
COMMANDS = (
    ("check", "set", "--record", "--statistics"), ("check", "set", "--engine", "duckdb"),
    ("check", "set", "--format", "html"), ("summary", "set"), ("history", "set"), ("scrutinise", "report.md"),
    ("reconcile", "l.csv", "r.csv"), ("look", "l.csv"), ("explain", "1", "set"), ("rules", "list"),
)  # fmt: skip


def wheel(folder: Path) -> Path:
    """A wheel that is built of a copy of what it is made of."""
    source = folder / "source"
    for name in BUILT:
        place = ROOT / name
        if place.is_dir():
            shutil.copytree(place, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(place, source / name)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "out")],
        cwd=source, check=True, capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"},
    )  # fmt: skip
    return next((folder / "out").iterdir())


@pytest.mark.skipif(importlib.util.find_spec("hatchling") is None, reason="hatchling is not installed")
def test_a_wheel_repeats_to_the_byte_and_has_its_bill_of_materials(tmp_path: Path) -> None:
    first = wheel(tmp_path / "first")
    before = os.umask(0o022)
    try:
        second = wheel(tmp_path / "elsewhere" / "second")
    finally:
        os.umask(before)
    digests = {hashlib.sha256(one.read_bytes()).hexdigest() for one in (first, second)}
    assert len(digests) == 1
    with zipfile.ZipFile(first) as opened:
        (bom,) = (name for name in opened.namelist() if name.endswith("/sboms/bom.cdx.json"))
        assert opened.read(bom) == (ROOT / "docs" / "bom.cdx.json").read_bytes()


def test_every_dependency_is_bounded_below_and_above() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    for one in wanted:
        assert one.startswith("budget-monitor[") or re.search(r">=[0-9.]+,<[0-9.]+", one), one


@pytest.mark.skipif(importlib.util.find_spec("cyclonedx") is None, reason="cyclonedx-python-lib is not installed")
def test_the_bill_of_materials_is_fresh() -> None:
    assert subprocess.run([sys.executable, "docs/bom.py", "--check"], cwd=ROOT, check=False).returncode == 0


def test_nothing_is_sent(tmp_path: Path) -> None:
    put(tmp_path / "set", BAD)
    lines = "date,amount,reference\n2026-04-01,10.00,A1\n"
    for name, text in (
        ("l.csv", lines),
        ("r.csv", lines + "2026-04-02,1,A2\n"),
        ("report.md", "# Budget\n\n5 of 10 (50%)\n"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    for command in [one for one in COMMANDS if HAS_DUCKDB or "duckdb" not in one]:
        ran = subprocess.run(
            [sys.executable, "-c", WITHOUT_NETWORK, *command],
            cwd=tmp_path, capture_output=True, text=True, check=False, env=environment,
        )  # fmt: skip
        assert ran.returncode in (0, 1), (command, ran.stderr)


def test_all_is_done_where_there_is_no_network(tmp_path: Path) -> None:
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rn", "true"], check=False).returncode:
        pytest.skip("the network cannot be taken away here")
    put(tmp_path / "set", BAD)
    for engine in ("arrow", "duckdb") if HAS_DUCKDB else ("arrow",):
        ran = subprocess.run(
            ["unshare", "-rn", sys.executable, "-m", "budget_monitor", "check", "set", "--engine", engine],
            cwd=tmp_path, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )  # fmt: skip
        assert ran.returncode == 1, ran.stderr
