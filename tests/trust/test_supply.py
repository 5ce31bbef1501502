"""Claims about what is built and what is sent: a wheel repeats to the byte and names what it needs; nothing is sent."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from budget_monitor.cli import command_line
from tests.support.places import ROOT
from tests.support.small_sets import BAD, put

BUILT = ("src", "rules", "docs", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")
WITHOUT_NETWORK = """
import sys
def refuse(event, arguments):
    if event == "socket.bind" and arguments[1][0] == "127.0.0.1" and sys.argv[1] == "review":
        return
    if event.startswith(("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "urllib.", "http.")):
        print("ASKED FOR THE NETWORK:", event, arguments, file=sys.stderr)
        import os
        os._exit(99)
sys.addaudithook(refuse)
from budget_monitor.cli import main
main(sys.argv[1:])
"""
HAS_DUCKDB = find_spec("duckdb") is not None
NO_OFFLINE = shutil.which("unshare") is None or subprocess.run(["unshare", "-rn", "true"], check=False).returncode != 0
COMMANDS = {
    "check set --record --statistics": 1, "check set --engine duckdb": 1, "check set --format html": 1,
    "check set --record": 1, "check table.ods": 2, "history set": 0, "compare --ledgers set": 0, "explain 1 set": 0,
    "summary set": 0, "coverage set": 0, "accept 1 set --reason known": 0, "look l.csv": 0, "init begun": 0,
    "map set/reserve_movements.csv": 0, "scrutinise report.md --output marked.html": 0,
    "draft quarter-2-report.md --to drafted": 0, "reconcile l.csv r.csv": 1, "rules list": 0, "rules show RM01": 0,
    "rules new MY01 --output my.toml": 0, "rules test my.toml": 0, "ledgers list": 0, "ledgers show savings": 0,
    "settings show set": 0,
}  # fmt: skip
"""What each command ends with; `review`, which opens a page, is apart."""


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


def small_files(folder: Path) -> Path:
    """What the commands work on."""
    put(folder / "set", BAD)
    lines = "date,amount,reference\n2026-04-01,10.00,A1\n"
    (folder / "l.csv").write_text(lines, encoding="utf-8")
    (folder / "r.csv").write_text(lines + "2026-04-02,1,A2\n", encoding="utf-8")
    (folder / "report.md").write_text("# Budget\n\n5 of 10 (50%)\n", encoding="utf-8")
    shutil.copy(ROOT / "examples" / "report" / "quarter-2-report.md", folder)
    (folder / "table.ods").write_bytes(b"no workbook")
    return folder


def without_network(folder: Path, *words: str) -> list[str]:
    """The command, told on when it asks for the network, and with none where the machine can take it away."""
    (folder / "without_network.py").write_text(WITHOUT_NETWORK, encoding="utf-8")
    apart = [] if NO_OFFLINE else ["unshare", "-rn"]
    return [*apart, sys.executable, "without_network.py", *words]


def every_command() -> set[str]:
    """`check`, `rules list` and so on: all that can be asked for."""
    found = get_command(command_line())
    assert isinstance(found, TyperGroup)
    groups = {name: one.commands for name, one in found.commands.items() if isinstance(one, TyperGroup)}
    return {*(found.commands.keys() - groups), *(f"{name} {one}" for name, under in groups.items() for one in under)}


def test_each_command_is_tried_without_a_network() -> None:
    tried = {*(" ".join(line.split()[:2]) for line in COMMANDS), *(line.split()[0] for line in COMMANDS)}
    assert every_command() - tried == {"review"}


def test_nothing_is_sent(tmp_path: Path) -> None:
    small_files(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    for command, code in COMMANDS.items():
        if "duckdb" in command and not HAS_DUCKDB:
            continue
        ran = subprocess.run(
            without_network(tmp_path, *command.split()),
            cwd=tmp_path, capture_output=True, text=True, check=False, env=environment,
        )  # fmt: skip
        assert ran.returncode == code, (command, ran.stdout, ran.stderr)


def test_the_page_of_a_review_is_for_this_computer_alone(tmp_path: Path) -> None:
    small_files(tmp_path)
    with subprocess.Popen(
        without_network(tmp_path, "review", "set", "--no-browser"),
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, text=True,
    ) as serving:  # fmt: skip
        assert serving.stdout is not None
        said = next((line for line in serving.stdout if line.startswith("Review: ")), "")
        serving.send_signal(signal.SIGINT)
        assert serving.wait(30) == 0
    assert said.startswith("Review: http://127.0.0.1:"), said


@pytest.mark.skipif(NO_OFFLINE, reason="the network cannot be taken away here")
def test_the_network_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / "asks.py").write_text("import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=5)\n")
    ran = subprocess.run(
        ["unshare", "-rn", sys.executable, "asks.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "Network is unreachable" in ran.stderr
