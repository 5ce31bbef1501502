"""Claims about directories of ledgers: which files are read, how they are encoded, and what stops the reading."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget_monitor.errors import UsageError
from budget_monitor.load.folder import sources_in
from budget_monitor.load.ledger_set import ledger_folders, load_set, set_from_text
from budget_monitor.model.ledgers.ledger import InputFile, LedgerSet
from budget_monitor.model.ledgers.schema import LedgerSchema
from tests.support.small_ledgers import AMOUNTS, RESERVES, values

SCHEMAS: dict[str, LedgerSchema] = {schema.name: schema for schema in (RESERVES, AMOUNTS)}
GOOD = "amount\n97\n"


def load(folder: Path, **files: str | bytes) -> LedgerSet:
    """The set of a folder with those files, `.csv` added to each name."""
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_set(folder, SCHEMAS)


def test_each_csv_named_after_a_ledger_is_read_and_the_others_are_listed(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a ledger")
    (tmp_path / "archive.csv").mkdir()
    found = load(tmp_path, amounts=GOOD, zebra="x\n", apple="x\n")
    assert list(found.ledgers) == ["amounts"]
    assert found.unread_files == ("apple.csv", "archive.csv", "zebra.csv")
    assert found.inputs == (InputFile("amounts.csv", "amounts", hashlib.sha256(GOOD.encode()).hexdigest(), 1, "£"),)
    assert (found.problems, found.unreadable, found.currency) == ((), frozenset(), "GBP")
    assert found.folder == found.ledgers["amounts"].folder == str(tmp_path)


def test_files_are_in_the_order_of_their_names(tmp_path: Path) -> None:
    header = "financial_year,period,reserve,opening,usage\n"
    found = load(tmp_path, reserve_movements=header, amounts=GOOD)
    assert [each.file for each in found.inputs] == ["amounts.csv", "reserve_movements.csv"]


def test_the_case_of_a_file_name_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "AMOUNTS.CSV").write_text(GOOD)
    found = load_set(tmp_path, SCHEMAS)
    assert found.ledgers["amounts"].file == "AMOUNTS.CSV"


def test_a_folder_of_one_authority_says_so_in_every_row_and_file_name(tmp_path: Path) -> None:
    (tmp_path / "budget-monitor.toml").write_text('unit = "pence"\n')
    load(tmp_path, amounts="amount\n97\nx\n", zebra="x\n")
    found = load_set(tmp_path, SCHEMAS, authority="stockport")
    table = found.ledgers["amounts"]
    assert (table.file, table.has_authority) == ("stockport/amounts.csv", True)
    assert values(table, "authority") == ["stockport", "stockport"]
    assert [each.file for each in found.inputs] == ["stockport/amounts.csv"]
    assert [each.file for each in found.problems] == ["stockport/budget-monitor.toml", "stockport/amounts.csv"]
    assert found.unread_files == ("stockport/zebra.csv",)


def test_an_authority_column_of_the_files_own_goes_before_the_folder(tmp_path: Path) -> None:
    load(tmp_path, amounts="amount,authority\n97,Trafford\n98,\n")
    found = load_set(tmp_path, SCHEMAS, authority="stockport")
    assert values(found.ledgers["amounts"], "authority") == ["Trafford", None]


def test_the_folders_of_several_authorities(tmp_path: Path) -> None:
    """Each folder that holds a ledger, by name; hidden ones, `rules` and folders of other things are passed over."""
    for name in ("trafford", "stockport", ".hidden", "rules", "notes"):
        (tmp_path / name).mkdir()
        (tmp_path / name / ("zebra.csv" if name == "notes" else "amounts.csv")).write_text(GOOD)
    assert ledger_folders(sources_in(tmp_path), SCHEMAS) == [tmp_path / "stockport", tmp_path / "trafford"]
    (tmp_path / "amounts.csv").write_text(GOOD)
    assert ledger_folders(sources_in(tmp_path), SCHEMAS) == []


def test_a_second_file_for_one_ledger_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "Amounts.csv").write_text(GOOD)
    found = load(tmp_path, amounts=GOOD)
    if len(list(tmp_path.iterdir())) == 2:  # not where the file system ignores case
        (second,) = found.problems
        assert (second.file, second.severity) == ("amounts.csv", "error")


def test_a_folder_that_is_not_there_stops_everything(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"missing: no such folder"):
        load_set(tmp_path / "missing", SCHEMAS)


def test_a_file_by_itself_is_a_set(tmp_path: Path) -> None:
    (tmp_path / "amounts.csv").write_text(GOOD)
    (tmp_path / "reserve_movements.csv").write_text(GOOD)
    assert list(load_set(tmp_path / "amounts.csv", SCHEMAS).ledgers) == ["amounts"]


def test_a_file_of_no_known_kind_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "amounts.txt").write_text(GOOD)
    with pytest.raises(UsageError, match=r"amounts\.txt: not a folder"):
        load_set(tmp_path / "amounts.txt", SCHEMAS)


def test_a_folder_without_csv_files_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"no CSV file in this folder; expected ledgers such as reserve_movements\.csv"
    ):
        load_set(tmp_path, SCHEMAS)


def test_a_folder_without_ledgers_says_what_was_found_and_what_is_near(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        load(tmp_path, reserve_movement="x\n", zzz="y\n")
    message = str(error.value)
    assert "found reserve_movement.csv, zzz.csv" in message
    assert "reserve_movement.csv: did you mean reserve_movements.csv?" in message
    assert "zzz.csv: did you mean" not in message


def test_a_path_too_long_for_the_system_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_set(Path("x" * 5000), SCHEMAS)


WIDE = [
    *((f"utf-16{order}", "UTF-16") for order in ("-le", "-be")),
    *((f"utf-32{order}", "UTF-32") for order in ("", "-le", "-be")),
]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"\r\n\n", "the file is empty"),
        (b",,\n,,\n", "no header"),
        (b"\xef\xbb\xbf", "no header"),
        (b"amount\n\x00\x01", "is not text"),
        (bytes(range(1, 32)) * 20, "is not text"),
        (b"amount\n\x81\x8d\n", "is not text"),
        (b"PK\x03\x04rest", "is an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an Excel workbook"),
        *((f"amount\n{97:>20}\n".encode(code), f"is saved as {name}; save it as CSV UTF-8") for code, name in WIDE),
        (b"\xff\xfea\x00\x00\xd8", "begins as UTF-16 and does not go on so"),
        (b'"amount\n97\n', "quotation mark"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_and_the_rest_is_read(
    tmp_path: Path, content: bytes, words: str
) -> None:
    rows = "financial_year,period,reserve,opening,usage\n2021/22,Q4,Flexibility,1,1\n"
    found = load(tmp_path, amounts=content, reserve_movements=rows)
    (problem,) = found.problems
    assert (problem.file, problem.severity) == ("amounts.csv", "error")
    assert words in problem.message
    assert found.unreadable == {"amounts"}
    assert list(found.ledgers) == ["reserve_movements"]
    assert [each.file for each in found.inputs] == ["reserve_movements.csv"]


def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "amounts.csv").symlink_to(tmp_path / "gone.csv")
    found = load_set(tmp_path, SCHEMAS)
    assert "leads to no file" in found.problems[0].message
    assert found.unreadable == {"amounts"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_utf_8_with_or_without_its_mark_and_windows_1252_are_read(tmp_path: Path, encoding: str, quote: str) -> None:
    text = f"Amount (£000),name\n{quote}£97{quote},Café – “open”\n"
    found = load(tmp_path, amounts=text.encode(encoding))
    assert found.problems == ()
    assert found.ledgers["amounts"].text["name"].to_pylist() == ["Café – “open”"]
    assert values(found.ledgers["amounts"], "amount") == [97_000]


def test_control_characters_of_a_terminal_are_only_text(tmp_path: Path) -> None:
    found = load(tmp_path, amounts="name,amount\n\x1b[31mred,1\n")
    assert values(found.ledgers["amounts"], "name") == ["\x1b[31mred"]


def test_the_settings_beside_the_ledgers_apply(tmp_path: Path) -> None:
    (tmp_path / "budget-monitor.toml").write_text(
        'unit = "€000"\ncurrency = "EUR"\nyear_start = 1\n[ledger.amounts]\nunit = "EUR m"\n', encoding="utf-8"
    )
    header = "financial_year,period,reserve,opening,usage\n"
    found = load(tmp_path, amounts="amount\n€1.5\n", reserve_movements=header + "2021/22,January,A,1,€2\n")
    assert found.problems == ()
    assert found.currency == "EUR"
    assert values(found.ledgers["amounts"], "amount") == [1_500_000]
    assert values(found.ledgers["reserve_movements"], "usage") == [2_000]
    assert values(found.ledgers["reserve_movements"], "period") == ["P01"]
    assert [each.unit for each in found.inputs] == ["€m", "€000"]


def test_what_is_wrong_with_the_settings_is_among_the_problems(tmp_path: Path) -> None:
    (tmp_path / "budget-monitor.toml").write_text('unit = "pence"\n[ledger.amount]\nunit = "£m"\n', encoding="utf-8")
    found = load(tmp_path, amounts=GOOD)
    bad_unit, unknown_ledger = found.problems
    assert (bad_unit.file, bad_unit.line, bad_unit.column) == ("budget-monitor.toml", 1, "unit")
    assert (unknown_ledger.severity, unknown_ledger.text) == ("warning", "amount")
    assert "did you mean 'amounts'?" in unknown_ledger.message
    assert values(found.ledgers["amounts"], "amount") == [97]


def test_ledgers_in_memory_are_read_like_files() -> None:
    found = set_from_text({"amounts": GOOD, "budget": "x\n"}, SCHEMAS, "£000")
    assert values(found.ledgers["amounts"], "amount") == [97_000]
    assert found.inputs[0].file == "amounts.csv"
    assert found.unread_files == ("budget.csv",)
    assert found.folder == ""


def test_an_unknown_unit_in_memory_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="'pence' is not a unit"):
        set_from_text({"amounts": GOOD}, SCHEMAS, "pence")


_HEADERS = st.sampled_from(
    ["financial_year,period,reserve,opening,usage", "name,amount,row_type", 'a,"b', "amount", ""]
)
_BODY = st.text(alphabet=' ",\n\r;£-()019/QTotal−\u00a0\u2028\x1b\ufeff\x85', max_size=60)


@given(header=_HEADERS, body=_BODY, ledger=st.sampled_from(sorted(SCHEMAS)))
def test_no_text_stops_the_reading(header: str, body: str, ledger: str) -> None:
    """Whatever is in a file, the set is read: as a ledger, or as an unreadable one with a problem."""
    found = set_from_text({ledger: f"{header}\n{body}"}, SCHEMAS)
    assert (ledger in found.ledgers) != (ledger in found.unreadable)
    if ledger in found.unreadable:
        assert any(problem.severity == "error" for problem in found.problems)
