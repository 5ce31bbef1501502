"""Claims about `accepted.toml`: what an entry may say, and that adding one changes nothing else."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from budget_monitor.errors import UsageError
from budget_monitor.load.accepted import add_accepted, read_accepted
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.results.review import Acceptance

ENTRY = """\
[[accepted]]
rule = "RM01"
ledger = "reserve_movements"
key = { financial_year = "2021-22", period = "Mid-Year", portfolio = "Libraries" }
column = "closing"
gap = "−£45,000"
reason = "late invoice"
by = "J. Smith"
on = 2022-05-12
until = 2022-06-30
"""

KEY = {"financial_year": "2021/22", "period": "Q2", "portfolio": "Libraries"}

ACCEPTANCE = Acceptance(
    rule="RM01",
    key=KEY,
    gap=Decimal(-45000),
    reason="late invoice",
    by="J. Smith",
    on=date(2022, 5, 12),
    until=date(2022, 6, 30),
    ledger="reserve_movements",
    column="closing",
)


def read(folder: Path, text: str) -> tuple[tuple[Acceptance, ...], tuple[InputProblem, ...]]:
    (folder / "accepted.toml").write_text(text, encoding="utf-8")
    return read_accepted(folder)


def add(folder: Path, entry: Acceptance = ACCEPTANCE, gap_text: str = "−£45,000") -> Acceptance:
    return add_accepted(folder, entry, gap_text, "GBP", 4)


def test_without_a_file_nothing_is_accepted(tmp_path: Path) -> None:
    assert read_accepted(tmp_path) == ((), ())


def test_an_entry_is_read_as_findings_are_written(tmp_path: Path) -> None:
    """`Mid-Year` of `2021-22` is Q2 of 2021/22; the gap is exact."""
    assert read(tmp_path, f"# known\n{ENTRY}") == ((replace(ACCEPTANCE, line=2),), ())


def test_ledger_column_and_end_may_be_left_out_and_a_gap_be_a_number(tmp_path: Path) -> None:
    text = '[[accepted]]\nrule = "RM01"\nkey = {}\ngap = -0.10\nreason = "r"\nby = "b"\non = "2022-05-12"\n'
    (found,), problems = read(tmp_path, text)
    assert problems == ()
    assert found == Acceptance("RM01", {}, Decimal("-0.1"), "r", "b", date(2022, 5, 12), line=1)


@pytest.mark.parametrize(("word", "undecided"), [("none", False), ("undecided", True)])
def test_a_gap_may_be_none_or_undecided(tmp_path: Path, word: str, undecided: bool) -> None:
    (found,), _ = read(tmp_path, ENTRY.replace("−£45,000", word))
    assert (found.gap, found.undecided) == (None, undecided)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('rule = "RM01"\n', "", 1, "this accepted has no 'rule'"),
        ('rule = "RM01"', 'rule = " "', 2, "rule must not be empty"),
        ('rule = "RM01"', "rule = 1", 2, "rule must be text, not a whole number"),
        ('reason = "late invoice"', 'reason = ""', 7, "reason must not be empty"),
        ('gap = "−£45,000"', 'gap = "−£45,00"', 6, "gap must be an amount such as"),
        ('gap = "−£45,000"', "gap = true", 6, "gap must be an amount such as"),
        ('gap = "−£45,000"', "gap = nan", 6, "gap must be an amount such as"),
        ("until = 2022-06-30", 'until = "30/06/2022"', 10, "until must be a date such as 2022-06-30, not 30/06/2022"),
        ("on = 2022-05-12", "on = 2022-05-12T10:00:00", 9, "on must be a date such as 2022-06-30"),
        ("on = 2022-05-12\n", "", 1, "this accepted has no 'on'"),
        ("until =", "util =", 10, "unknown field 'util'; did you mean 'until'?"),
        ("[[accepted]]", "[accepted]", 1, "an entry begins with [[accepted]], in two pairs of brackets"),
        ("[[accepted]]", "[[acepted]]", 1, "unknown table 'acepted'; did you mean 'accepted'?"),
        ('by = "J. Smith"', "by = J. Smith", 8, "the file is not TOML"),
        ('Libraries" }', 'Libraries"', 5, "the file is not TOML"),  # a table in braces may go on in the next line
    ],
)
def test_a_mistake_is_a_problem_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    found, (problem,) = read(tmp_path, ENTRY.replace(old, new))
    assert found == ()
    assert (problem.file, problem.line, problem.severity) == ("accepted.toml", line, "error")
    assert words in problem.message


def test_a_mistake_costs_only_its_entry(tmp_path: Path) -> None:
    found, (problem,) = read(tmp_path, ENTRY.replace("RM01", "") + ENTRY)
    assert ([entry.line for entry in found], problem.line) == ([11], 2)


def test_a_folder_of_that_name_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "accepted.toml").mkdir()
    _, (problem,) = read_accepted(tmp_path)
    assert problem.message == "this is no file (a folder, a pipe or a device)"


# --- adding an entry


def test_the_first_entry_begins_the_file_with_a_word_of_explanation(tmp_path: Path) -> None:
    assert add(tmp_path) == replace(ACCEPTANCE, line=4)
    assert (tmp_path / "accepted.toml").read_text(encoding="utf-8").startswith("# Differences that are known")
    assert read_accepted(tmp_path) == ((replace(ACCEPTANCE, line=4),), ())
    assert os.listdir(tmp_path) == ["accepted.toml"]


@pytest.mark.parametrize(
    "before",
    [
        b"# mine\n",
        b"\xef\xbb\xbf# with a byte-order mark\n",
        ENTRY.replace("RM01", "RM02").encode() + b"  # no newline at the end",
        ENTRY.replace("RM01", "RM02").replace("\n", "\r\n").encode(),
        b"",
    ],
)
def test_the_rest_of_the_file_stays_byte_for_byte(tmp_path: Path, before: bytes) -> None:
    file = tmp_path / "accepted.toml"
    file.write_bytes(before)
    file.chmod(0o640)
    count = len(read_accepted(tmp_path)[0])
    added = add(tmp_path)
    after = file.read_bytes()
    assert after.startswith(before)
    assert (b"\r\n" in after) == (b"\r\n" in before)
    assert b"\r\n\n" not in after
    assert file.stat().st_mode & 0o777 == 0o640
    found, problems = read_accepted(tmp_path)
    assert (len(found), found[-1], problems) == (count + 1, added, ())


@given(
    text=st.text(min_size=1, max_size=40).filter(lambda text: text.strip() == text and max(text) < "\ud800"),
    gap=st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9),
)
def test_any_reason_name_and_key_come_back(tmp_path_factory: pytest.TempPathFactory, text: str, gap: Decimal) -> None:
    """Quotes, line breaks, control characters: an entry says what it was given."""
    folder = tmp_path_factory.mktemp("set")
    entry = replace(ACCEPTANCE, key={"portfolio": " ".join(text.split()), text: "x"}, reason=text, by=text, gap=gap)
    assert add(folder, entry, f"{gap:f}") == replace(entry, line=4)


def test_a_second_acceptance_of_the_same_is_refused(tmp_path: Path) -> None:
    add(tmp_path)
    before = (tmp_path / "accepted.toml").read_bytes()
    with pytest.raises(UsageError, match=r"accepted already, by J. Smith \(accepted.toml:4\)"):
        add(tmp_path, replace(ACCEPTANCE, reason="another", by="A. N. Other"))
    assert (tmp_path / "accepted.toml").read_bytes() == before


def test_what_has_run_out_can_be_accepted_again(tmp_path: Path) -> None:
    """The old entry stays as a record."""
    add(tmp_path)
    add(tmp_path, replace(ACCEPTANCE, on=date(2022, 7, 1), until=None))
    assert [entry.until for entry in read_accepted(tmp_path)[0]] == [date(2022, 6, 30), None]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[accepted]]\nrule = 1\n", r"accepted.toml:2: rule must be text.*correct it first, nothing was written"),
        ("accepted = [", r"the file is not TOML"),
        ("accepted = []\n", r"an entry cannot be added to the end of this file; add it by hand"),
    ],
)
def test_a_file_with_a_mistake_in_it_is_left_alone(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "accepted.toml"
    file.write_text(text)
    with pytest.raises(UsageError, match=words):
        add(tmp_path)
    assert file.read_text() == text
    assert os.listdir(tmp_path) == ["accepted.toml"]


def test_a_write_that_fails_half_way_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "accepted.toml"
    file.write_text(ENTRY.replace("RM01", "RM02"), encoding="utf-8")
    before = file.read_bytes()
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UsageError, match=r"cannot write .*accepted.toml: No space left on device"):
        add(tmp_path)
    assert file.read_bytes() == before
    assert os.listdir(tmp_path) == ["accepted.toml"]
