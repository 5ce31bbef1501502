"""Of two amounts that one slip parts, which is wrong: only a list's own balances can tell, and only against itself."""

from __future__ import annotations

import json
from itertools import accumulate
from pathlib import Path

import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app

AMOUNTS = [4_512_010, -32_145, -108_760, -642_000, 250_000, -94_637]
TYPED = {2: -107_860}
"""One payment with two digits exchanged."""


def written(
    folder: Path, name: str, amounts: list[int], balances: list[int] | None, *, newest_first: bool = False
) -> Path:
    """A list of entries in pence, with the balance after each where it has balances."""
    rows = [
        f"{day + 1:02d}/09/2026,V{day + 100},{amount / 100:.2f}" + (f",{balances[day] / 100:.2f}" if balances else "")
        for day, amount in enumerate(amounts)
    ]
    path = folder / name
    header = "Date,Ref,Amount" + (",Balance" if balances else "")
    path.write_text("\n".join([header, *(reversed(rows) if newest_first else rows)]) + "\n", encoding="utf-8")
    return path


def slipped() -> list[int]:
    return [TYPED.get(place, amount) for place, amount in enumerate(AMOUNTS)]


def told(left: Path, right: Path) -> str:
    """What is said of the one slip between two lists."""
    answer = CliRunner().invoke(app, ["reconcile", str(left), str(right), "--format", "json"]).output
    (one,) = (match for match in json.loads(answer)["matches"] if match["status"] == "slip")
    names = {f"in {path.name} type": side for side, path in (("left", left), ("right", right))}
    return "".join(side for words, side in names.items() if words in one["sentence"])


def after(amounts: list[int]) -> list[int]:
    return list(accumulate(amounts, initial=1_250_000))[1:]


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_list_whose_balances_go_by_the_other_amount_is_wrong(tmp_path: Path, side: str, newest_first: bool) -> None:
    wrong = written(tmp_path, "a.csv", slipped(), after(AMOUNTS), newest_first=newest_first)
    for balances in (after(AMOUNTS), None):
        right = written(tmp_path, "b.csv", AMOUNTS, balances)
        assert told(*((wrong, right) if side == "left" else (right, wrong))) == side


@pytest.mark.parametrize("other", ["balances", "none", "broken"])
def test_balances_that_carry_a_slip_on_prove_nothing(tmp_path: Path, other: str) -> None:
    wrong = written(tmp_path, "a.csv", slipped(), after(slipped()))
    balances = {"balances": after(AMOUNTS), "none": None, "broken": [*after(AMOUNTS)[:-1], after(AMOUNTS)[-1] + 10_000]}
    right = written(tmp_path, "b.csv", AMOUNTS, balances[other])
    assert told(wrong, right) == told(right, wrong) == ""
