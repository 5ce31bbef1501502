"""Claims about the same figures in another guise: rows, columns and files in another order, another unit, another
encoding, another engine, another machine. What is found is the same.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from unicodedata import normalize

import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app

Tables = dict[str, list[list[str]]]
"""By ledger, the header and the rows."""
MAX_THOUSANDS = 5_000
FAR = 40
"""By how many thousands a planted figure is off: more than rounding explains, whatever the unit."""


def tables(chance: random.Random) -> Tables:
    """A set with two portfolios and two years, and some figures that are off."""
    reserves = [["financial_year", "period", "portfolio", "reserve", "purpose", "opening", "usage", "closing"]]
    savings = [["financial_year", "period", "portfolio", "proposal", "risk_rating", "value", "achieved"]]
    limits = [["financial_year", "period", "portfolio", "previously_reported", "change", "cash_limit"]]
    changes = [["financial_year", "period", "portfolio", "description", "category", "amount"]]
    for portfolio in ("Parks & Leisure", "Citizen Focus – Café"):
        closing: dict[str, int] = {}
        limit = chance.randrange(100, MAX_THOUSANDS)
        for year, period in (("2020/21", "Q4"), ("2021/22", "Q2"), ("2021/22", "Q4")):
            when = [year, period, portfolio]
            for reserve in ("Flexibility", "Transformation"):
                opening = closing.get(reserve, chance.randrange(MAX_THOUSANDS)) if period != "Q2" else 0
                if period != "Q2":
                    usage = chance.randrange(-200, 900)
                    closing[reserve] = opening - usage
                    figures = _maybe_off(chance, [opening, usage, closing[reserve]])
                    reserves.append([*when, reserve, f"{reserve} fund", *figures])
            values = [chance.randrange(10, 300) for _ in range(3)]
            lines = [[*when, f"Proposal {n}", "Green", str(value), str(value)] for n, value in enumerate(values)]
            total = _maybe_off(chance, [sum(values)])
            savings += [*lines, [*when, "Total", "", *total, str(sum(values))]]
            own = [chance.randrange(-60, 90) for _ in range(2)]
            changes += [[*when, f"Change {n}", "virement", str(one)] for n, one in enumerate(own)]
            limits.append([*when, *_maybe_off(chance, [limit, sum(own), limit + sum(own)])])
            limit += sum(own)
    return {"reserve_movements": reserves, "savings": savings, "cash_limits": limits, "budget_changes": changes}


def _maybe_off(chance: random.Random, figures: list[int]) -> list[str]:
    if chance.random() < 0.25:
        place = chance.randrange(len(figures))
        figures = [one + (FAR + chance.randrange(60)) * (at == place) for at, one in enumerate(figures)]
    return [str(one) for one in figures]


def put(folder: Path, found: Tables, *, unit: str = "£000", shape: Callable[[str], bytes] = str.encode) -> Path:
    folder.mkdir()
    (folder / "budget-monitor.toml").write_text(f'unit = "{unit}"\n', encoding="utf-8")
    for name, rows in found.items():
        (folder / f"{name}.csv").write_bytes(shape(text_of(rows)))
    return folder


def text_of(rows: list[list[str]], quoting: int = csv.QUOTE_MINIMAL, end: str = "\n") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=quoting, lineterminator=end).writerows(rows)  # type: ignore[arg-type]
    return stream.getvalue()


def told(folder: Path, *options: str) -> str:
    ran = CliRunner().invoke(app, ["check", str(folder), "--format", "json", *options])
    assert ran.exit_code in (0, 1), ran.output
    return ran.stdout.replace(str(folder), "SET")


def found_in(folder: Path, *, with_order: bool = True) -> Mapping[str, object]:
    """What was found, without where in the files it stands; without what rests on the order of rows. A label is in the
    letters of the file, composed or not.
    """
    report = json.loads(normalize("NFC", told(folder)))
    findings = sorted(
        tuple(str(one[name]) for name in ("id", "verdict", "outcome", "label", "reported", "computed", "gap"))
        for one in report["findings"]
    )
    corrections = sorted(
        (one["certainty"], one["kind"], one["label"], tuple(sorted(one["resolves"])),
         tuple(sorted((cell["column"], str(cell["proposed"])) for cell in one["cells"])))
        for one in report["corrections"]
    )  # fmt: skip
    counted = {one["id"]: {name: count for name, count in one.items() if name != "id"} for one in report["rules"]}
    parts = {"code": report["exit_code"], "summary": report["summary"], "findings": findings, "rules": counted}
    return {**parts, "corrections": corrections} if with_order else parts


def shuffled(found: Tables, chance: random.Random) -> Tables:
    return {name: [rows[0], *chance.sample(rows[1:], len(rows) - 1)] for name, rows in found.items()}


def other_columns(found: Tables, chance: random.Random) -> Tables:
    result = {}
    for name, rows in found.items():
        order = chance.sample(range(len(rows[0])), len(rows[0]))
        result[name] = [[row[place] for place in order] for row in rows]
    return result


def in_pounds(found: Tables) -> Tables:
    def pounds(cell: str) -> str:
        return f"{int(cell) * 1000:,}" if cell.lstrip("-").isdecimal() else cell

    return {name: [rows[0], *([pounds(cell) for cell in row] for row in rows[1:])] for name, rows in found.items()}


ENCODINGS: Mapping[str, Callable[[str], bytes]] = {
    "with a byte-order mark": lambda text: text.encode("utf-8-sig"),
    "Windows-1252": lambda text: text.encode("cp1252"),
    "CR LF": lambda text: text.replace("\n", "\r\n").encode(),
    "all quoted": lambda text: text_of(list(csv.reader(io.StringIO(text))), csv.QUOTE_ALL).encode(),
    "blank rows and columns": lambda text: (text.replace("\n", ",,\n") + ",,,,\n\n").encode(),
    "decomposed letters": lambda text: text.replace("é", "e\u0301").encode(),
    "tabs": lambda text: text_of(list(csv.reader(io.StringIO(text)))).replace(",", "\t").encode(),
    "semicolons": lambda text: text.replace(",", ";").encode(),
}


@pytest.mark.parametrize("seeds", [range(1), pytest.param(range(1, 60), marks=pytest.mark.slow)])
def test_what_is_found_does_not_depend_on_how_it_is_laid_out(tmp_path: Path, seeds: range) -> None:
    for seed in seeds:
        home, chance = tmp_path / str(seed), random.Random(seed)
        home.mkdir()
        found = tables(chance)
        expected = found_in(put(home / "plain", found))
        assert expected["findings"], seed
        assert found_in(put(home / "columns", other_columns(found, chance))) == expected, seed
        assert found_in(put(home / "files", dict(reversed(found.items())))) == expected, seed
        rows = put(home / "rows", shuffled(found, chance))
        assert found_in(rows, with_order=False) == {name: expected[name] for name in expected if name != "corrections"}
        chosen = ENCODINGS if len(seeds) > 1 else {"Windows-1252": ENCODINGS["Windows-1252"]}
        for name, shape in chosen.items():
            assert found_in(put(home / name, found, shape=shape)) == expected, (seed, name)


@pytest.mark.parametrize("seeds", [range(1), pytest.param(range(1, 60), marks=pytest.mark.slow)])
def test_thousands_and_pounds_fail_alike(tmp_path: Path, seeds: range) -> None:
    """What is off by more than rounding explains is off in either unit, by as many pounds."""
    for seed in seeds:
        found = tables(random.Random(seed))
        reports = [
            json.loads(told(put(tmp_path / f"{seed} {unit[1:]}", own, unit=unit)))
            for unit, own in (("£000", found), ("£", in_pounds(found)))
        ]
        failed = [
            sorted((one["id"], one["gap"]) for one in report["findings"] if one["verdict"] == "fail")
            for report in reports
        ]
        assert failed[0] == failed[1] != [], seed


ENGINES = ["pandas", *(["duckdb"] if find_spec("duckdb") else [])]


@pytest.mark.parametrize("seeds", [range(1), pytest.param(range(1, 60), marks=pytest.mark.slow)])
@pytest.mark.parametrize("engine", ENGINES)
def test_engines_write_the_same_bytes(tmp_path: Path, engine: str, seeds: range) -> None:
    for seed in seeds:
        folder = put(tmp_path / str(seed), tables(random.Random(seed)))
        options = ["--set", "engine.in_memory_rows=0", "--show", "all"]
        assert told(folder, "--engine", engine, *options) == told(folder, *options), seed


MACHINES: list[tuple[list[str], dict[str, str]]] = [
    (["-O"], {"PYTHONHASHSEED": "4711", "LC_ALL": "C", "TZ": "Pacific/Kiritimati", "COLUMNS": "200"}),
    (["-OO"], {"PYTHONHASHSEED": "1", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/Adak"}),
    ([], {"PYTHONHASHSEED": "2", "LANG": "de_DE.UTF-8", "LC_NUMERIC": "de_DE.UTF-8"}),
    (["-W", "error"], {"PYTHONHASHSEED": "3", "LC_ALL": "POSIX", "PYTHONUTF8": "0"}),
    (["-X", "dev"], {"PYTHONHASHSEED": "5", "PYTHONDEVMODE": "1"}),
]
"""Switches of the interpreter, and what a machine may have otherwise."""
DAY = re.compile(rb"\b[0-9]{1,2} [A-Z][a-z]+ 20[0-9]{2}\b")
"""The day that a page is printed on, which is another in another time zone."""


@pytest.mark.parametrize(
    "machines", [MACHINES[:1], *(pytest.param([one], marks=pytest.mark.slow) for one in MACHINES[1:])]
)
def test_another_machine_writes_the_same_bytes(
    tmp_path: Path, machines: list[tuple[list[str], dict[str, str]]]
) -> None:
    folder = put(tmp_path / "set", tables(random.Random(0)))

    def ran(switches: list[str], environment: dict[str, str], name: str) -> list[bytes]:
        outputs = [f"{name}.{ending}" for ending in ("json", "csv", "xml", "sarif", "md", "html")]
        written = [word for output in outputs for word in ("--output", output)]
        command = [sys.executable, *switches, "-m", "budget_monitor", "check", str(folder), *written]
        plain = {
            name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHONUTF8"))
        }
        source = str(Path(__file__).parents[2] / "src")
        done = subprocess.run(
            command, cwd=tmp_path, env={**plain, "PYTHONPATH": source, **environment}, check=False, capture_output=True
        )
        assert done.returncode == 1, done.stderr
        return [DAY.sub(b"today", (tmp_path / output).read_bytes()) for output in outputs]

    expected = ran([], {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}, "first")
    for number, (switches, environment) in enumerate(machines):
        assert ran(switches, environment, f"again{number}") == expected, (switches, environment)
