"""Claims about workbooks of OpenDocument and Excel 97 at which a fuzzer found that their compiled reader fails."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.old_workbooks import number, xls
from tests.support.packages import old_workbook, open_workbook, part_of, with_part
from tests.support.small_sets import shell


@pytest.mark.parametrize("command", ["check", "look", "scrutinise", "map"])
def test_where_the_reader_of_workbooks_gives_up_the_file_is_damaged_and_nothing_else_is_said(
    tmp_path: Path, command: str
) -> None:
    content, area = old_workbook(), struct.pack("<BHHHH", 0x25, 1, 2, 0xC005, 0xC005)
    longer = content.replace(struct.pack("<H", 13) + area, struct.pack("<H", 60_000) + area)
    assert longer != content
    (tmp_path / "savings.xls").write_bytes(longer)
    ran = shell(f"BM {command} savings.xls", tmp_path)
    told = " ".join((ran.stdout + ran.stderr).split())
    assert (ran.returncode, "the workbook is damaged, and cannot be read: its reader gave up on it" in told) == (
        2,
        True,
    )
    assert all(word not in told for word in ("panicked", "Traceback", "internal error")), told


@pytest.mark.parametrize("end", ["", "</table:table-row>", "</office:spreadsheet>"])
@pytest.mark.parametrize("name", ["savings.ods", "table.ods"])
def test_a_workbook_whose_table_has_no_end_is_damaged(tmp_path: Path, name: str, end: str) -> None:
    whole = part_of(open_workbook(), "content.xml")
    cut = whole[: whole.index(b"</table:table>")] + end.encode()
    (tmp_path / name).write_bytes(with_part(open_workbook(), "content.xml", cut))
    ran = subprocess.run(
        [sys.executable, "-m", "budget_monitor", "check", name],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (ran.returncode, "the workbook is damaged, and cannot be read" in " ".join(ran.stdout.split())) == (2, True)


@pytest.mark.parametrize("is_cut_off", [False, True])
def test_an_old_workbook_whose_sectors_go_round_in_a_circle_is_damaged(tmp_path: Path, is_cut_off: bool) -> None:
    whole = old_workbook()
    (tmp_path / "savings.xls").write_bytes(whole[:512] + (bytes(356) if is_cut_off else bytes(512) + whole[1024:]))
    ran = subprocess.run(
        [sys.executable, "-m", "budget_monitor", "check", "savings.xls"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    told = " ".join(ran.stdout.split())
    assert (ran.returncode, "cannot be read: its sectors go round in a circle" in told) == (2, True), told


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (255, "the sheet savings reaches down to row 65,536 and over 256 columns, which is more than 12,000,000 cells"),
        (65_535, "the sheet savings has a cell where no sheet has one"),
    ],
)
def test_an_old_workbook_with_a_cell_far_away_is_refused_before_room_is_made(
    tmp_path: Path, column: int, said: str
) -> None:
    """Its reader made room for every cell between, up to 3.5 GB for a file of 5 kB."""
    (tmp_path / "savings.xls").write_bytes(xls([number(0, 0, 5), number(65_535, column, 7)], sheet="savings"))
    ran = shell("BM check .", tmp_path)
    assert ran.returncode == 2
    assert said in " ".join(ran.stdout.split())
