"""Claims about how far figures can move unnoticed: the equations say what trying every value says."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.evaluate.coverage import digits_of
from budget_monitor.model.results.coverage import Coverage, share_shown
from budget_monitor.pipeline.covering import coverage
from tests.support.small_books import FIGURES, check

RULES = """
[[rule]]
id = "T1"
check = "a + b == c"
[[rule]]
id = "T2"
casts = ["a"]
within = []
[[rule]]
id = "T3"
check = "c <= 40000"
about = "notice"
"""


def set_of(rows: list[tuple[int, int, int]], total: int, folder: Path) -> Coverage:
    """The rooms of figures in thousands, with a total of the first column."""
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    (folder / "rules" / "r.toml").write_text(FIGURES + RULES, encoding="utf-8")
    (folder / "budget-monitor.toml").write_text('unit = "£000"\n', encoding="utf-8")
    (folder / "figures.csv").write_text(text_of(rows, total), encoding="utf-8")
    return coverage(folder)


def text_of(rows: list[tuple[int, int, int]], total: int) -> str:
    lines = [f"row {place},{a},{b},{c}" for place, (a, b, c) in enumerate(rows)]
    return "\n".join(["name,a,b,c", *lines, f"Total,{total},,", ""])


ROWS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(-1, 1)), min_size=1, max_size=3)


@settings(deadline=None, max_examples=4)
@given(ROWS, st.integers(-1, 1))
def test_a_room_ends_where_a_check_begins_to_fail(tmp_path_factory: object, given_rows: list[tuple[int, int, int]],
                                                  off: int) -> None:  # fmt: skip
    """Each figure is set to every value around it, one at a time, and the whole set checked again."""
    rows = [(a, b, a + b + c) for a, b, c in given_rows]
    total = sum(a for a, _, _ in rows) + off
    folder = tmp_path_factory.mktemp("set")  # type: ignore[attr-defined]
    found = {(room.cell.ref.line, room.column): room for room in set_of(rows, total, folder).rooms}
    for line, column in ((2, "a"), (2, "c"), (len(rows) + 2, "a")):
        room = found[line, column]
        assert room.down is not None
        assert room.up is not None
        for change in range(-5, 6):
            moved, moved_total = [list(row) for row in rows], total
            if line == len(rows) + 2:
                moved_total += change
            else:
                moved[0]["abc".index(column)] += change
            text = text_of([(row[0], row[1], row[2]) for row in moved], moved_total)
            report = check(FIGURES + RULES, ledgers={"figures": text}, unit="£000")
            failed = any(one.rule in ("T1", "T2") and one.verdict.value == "fail" for one in report.findings)
            assert failed is not (-room.down <= change * 1000 <= room.up), (line, column, change)


def test_digits_are_slips_of_nine_each_with_what_they_are_worth() -> None:
    assert digits_of("1,504", Fraction(1_504_000), Fraction(1000)) == [
        (1, Fraction(1_000_000)), (5, Fraction(100_000)), (0, Fraction(10_000)), (4, Fraction(1_000)),
    ]  # fmt: skip
    assert digits_of("(£0.2m)", Fraction(-200_000), Fraction(100_000)) == [
        (0, Fraction(-1_000_000)), (2, Fraction(-100_000)),
    ]  # fmt: skip
    assert digits_of("0", Fraction(0), Fraction(1000)) == [(0, Fraction(1000))]
    assert digits_of("-", Fraction(0), Fraction(1)) == []


def test_a_slip_that_rounding_hides_does_not_show_and_the_others_do(tmp_path: Path) -> None:
    """12 + 30 = 42 may be off by £1,500: of the last digit of 42 one slip up and one down are hidden, 16 of 18 show."""
    found = {(room.cell.ref.line, room.column): room for room in set_of([(12, 30, 42)], 12, tmp_path).rooms}
    room = found[2, "c"]
    assert (room.down, room.up) == (Fraction(1500), Fraction(1500))
    assert (room.slips, room.shown) == (18, 16)
    assert found[2, "b"].shown == 17  # of a last digit 0 only one up is
    assert share_shown([]) is None


def test_the_command_says_it_in_a_table_and_in_json(tmp_path: Path) -> None:
    set_of([(12, 30, 42)], 12, tmp_path)
    run = CliRunner().invoke(app, ["coverage", str(tmp_path), "--format", "json"])
    document = json.loads(run.stdout)
    assert run.exit_code == 0
    assert (document["schema_version"], document["figures"], document["left_out"]) == (1, 4, 0)
    assert document["rooms"][0] == {
        "file": "figures.csv", "line": 2, "column": "a", "text": "12", "value": "12000", "down": "1000", "up": "1000",
        "slips": 18, "shown": 16,
    }  # fmt: skip
    table = CliRunner().invoke(app, ["coverage", str(tmp_path)]).stdout
    assert "figures.c" in table
    assert "4 figures" in table
    assert CliRunner().invoke(app, ["coverage", str(tmp_path / "nowhere")]).exit_code == 2
