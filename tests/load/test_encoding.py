"""Claims about bytes that are no UTF-8: a file in one encoding is read in it, and of a mixture the rarer is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budget_monitor.load.ledger_set import load_set
from budget_monitor.load.sources.encoding import MAX_LINES_TOLD
from budget_monitor.model.ledgers.ledger import LedgerSet
from tests.support.small_ledgers import RESERVES

HEADER = b"financial_year,period,reserve,opening,usage,closing\n"


def loaded(folder: Path, content: bytes) -> LedgerSet:
    (folder / "reserve_movements.csv").write_bytes(HEADER + content)
    return load_set(folder, {"reserve_movements": RESERVES})


def row(name: bytes, amount: bytes = b"1") -> bytes:
    return b"2021/22,Q4," + name + b"," + amount + b",0,1\n"


def names(found: LedgerSet) -> list[str]:
    texts: list[str] = found.ledgers["reserve_movements"].text["reserve"].to_pylist()
    return texts


def test_a_stray_byte_costs_no_other_character(tmp_path: Path) -> None:
    found = loaded(tmp_path, row("Café".encode(), "£5".encode()) + row(b"A \x96 B") + row("Plâs".encode()))
    assert names(found) == ["Café", "A – B", "Plâs"]
    (problem,) = found.problems
    assert (problem.line, problem.severity, problem.text) == (3, "error", "2021/22,Q4,A – B,1,0,1")
    assert "byte 96 is no UTF-8" in problem.message


def test_utf8_in_a_windows_file_is_told_too(tmp_path: Path) -> None:
    windows = b"".join(row(b"Caf\xe9 %d" % number) for number in range(5))
    found = loaded(tmp_path, windows + row(b"x", "£7".encode()))
    assert names(found) == [*(f"Café {number}" for number in range(5)), "x"]
    (problem,) = found.problems
    assert (problem.line, problem.text) == (7, "£")


@pytest.mark.parametrize("name", [b"Caf\xe9", b"\x93quoted\x94", b"CAF\xc9\x92S and caf\xe9"])
def test_a_file_in_windows_1252_alone_is_read_as_that_without_a_word(tmp_path: Path, name: bytes) -> None:
    found = loaded(tmp_path, row(name, b"\xa35"))
    assert (names(found), found.problems) == ([name.decode("cp1252")], ())


def test_byte_order_marks_of_joined_files_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "reserve_movements.csv"
    path.write_bytes(b"\xef\xbb\xbf\xef\xbb\xbf" + HEADER + row(b"x"))
    assert load_set(tmp_path, {"reserve_movements": RESERVES}).problems == ()


def test_many_lines_are_counted_and_the_first_told(tmp_path: Path) -> None:
    rows = b"".join(row(b"A \x96 %d" % number) for number in range(100))
    found = loaded(tmp_path, rows + row("é".encode() * 200))
    assert len(found.problems) == MAX_LINES_TOLD + 1
    assert any("80 more lines" in problem.message for problem in found.problems)


@settings(deadline=None, max_examples=60)
@given(
    texts=st.lists(st.text("abé£–’ŵ", min_size=1, max_size=6), min_size=1, max_size=8),
    at=st.integers(0, 7),
    stray=st.sampled_from([0x80, 0x92, 0x96, 0xA3, 0xE9]),
    ending=st.sampled_from(["\n", "\r\n"]),
)
def test_every_other_text_is_what_it_was(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], at: int, stray: int, ending: str
) -> None:
    """A stray byte in any line of a UTF-8 file leaves every text as it was, and its line is told."""
    texts = ["é£", *texts]  # surely UTF-8
    at = min(at, len(texts) - 1)
    lines = [row(text.encode()) for text in texts]
    lines[at] = row(texts[at].encode() + b" " + bytes([stray]) + b" x")
    found = loaded(tmp_path_factory.mktemp("set"), b"".join(lines).replace(b"\n", ending.encode()))
    expected = list(texts)
    expected[at] = f"{texts[at]} {bytes([stray]).decode('cp1252')} x"
    assert names(found) == expected
    assert [problem.line for problem in found.problems if problem.severity == "error"] == [at + 2]
