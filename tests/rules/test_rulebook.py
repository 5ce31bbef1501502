"""Rule files are read into ledgers and rules, each with its place; and the shipped ones are whole."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from budget_monitor.errors import UsageError
from budget_monitor.model.checks.joint import JOINT
from budget_monitor.model.checks.rule import Clause, OnMissing, Pair, Rows, Rule, Severity
from budget_monitor.model.ledgers.schema import Column, ColumnType
from budget_monitor.rules.rulebook import load_rulebook, shipped_rules
from budget_monitor.toml.place import key_lines
from tests.support.parking import GOOD_RULE, LEDGER, line_of, read

BOOK, PROBLEMS = load_rulebook()
HOW_MANY = {"CL": 3, "BC": 1, "OT": 5, "SB": 4, "RM": 5, "SV": 3, "CP": 2, "CF": 1, "HL": 11, "TR": 4}
CATALOGUE = {"KEY"} | {f"{family}{number:02d}" for family, last in HOW_MANY.items() for number in range(1, last + 1)}


def rule_of(folder: Path, text: str, rule: str = "PK02") -> Rule:
    """A rule of the parking ledger that has no problem."""
    book, problems = read(folder, LEDGER + text)
    assert problems == ()
    return book.rules[rule]


# The shipped rule files


def test_the_shipped_rule_files_load_without_a_problem() -> None:
    assert PROBLEMS == ()
    assert set(BOOK.rules) >= CATALOGUE


def test_every_rule_block_in_the_shipped_files_is_a_rule_of_its_own_id() -> None:
    """No id is used twice, and no block is lost on the way."""
    ids = [
        rule["id"]
        for path in shipped_rules().rglob("*.toml")
        for rule in tomllib.loads(path.read_text(encoding="utf-8")).get("rule", [])
    ]
    assert len(ids) == len(set(ids))
    assert set(ids) == set(BOOK.rules) - {JOINT.id}


@pytest.mark.parametrize("rule", BOOK.rules.values(), ids=lambda rule: rule.id)
def test_every_shipped_rule_is_documented_and_has_examples_that_pass_and_that_fail(rule: Rule) -> None:
    assert rule.title
    assert rule.what
    assert rule.why
    assert rule.source
    if rule == JOINT:
        return  # it is about the checks of other rules: tests/evaluate/test_joint.py has its examples
    assert any(example.passes for example in rule.examples)
    failing = [example for example in rule.examples if not example.passes]
    assert failing
    assert all(example.title for example in rule.examples)
    for example in failing:
        assert all("line" in finding for finding in example.findings)
        assert example.findings


@pytest.mark.parametrize("rule", ["BC01", "OT01", "RM02"])
def test_the_sums_printed_in_thousands_have_an_example_within_rounding(rule: str) -> None:
    assert any(example.passes and example.unit == "£000" for example in BOOK.rules[rule].examples)


def test_every_shipped_ledger_says_what_it_is() -> None:
    for schema in BOOK.ledgers.values():
        assert schema.title
        assert schema.what
        assert set(schema.key) <= set(schema.columns)
        assert schema.defined_in.startswith("rules/")
        assert schema.defined_in.endswith(f"/{schema.name}.toml")


def test_a_rule_knows_its_file_and_the_line_of_its_header() -> None:
    """`rules/reserve_movements.toml:187` leads to the [[rule]] line above the id."""
    rule = BOOK.rules["RM02"]
    lines = (shipped_rules() / "reserve_movements.toml").read_text(encoding="utf-8").split("\n")
    assert rule.defined_in == "rules/reserve_movements.toml"
    assert lines[rule.line - 1] == "[[rule]]"
    assert "RM02" in lines[rule.line]


def test_reading_rules_imports_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys; from budget_monitor.rules.rulebook import load_rulebook; load_rulebook(); "
        "print([name for name in ('pandas', 'pyarrow', 'narwhals', 'moneyed') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_key_rule_is_about_every_ledger_and_another_about_outturns() -> None:
    (every,) = BOOK.rules["KEY"].clauses
    assert every == Clause("*", check="count() == 1")
    (outturn,) = BOOK.rules["OT06"].clauses
    assert (outturn.ledger, outturn.on_missing, BOOK.rules["OT06"].needs) == (
        "cash_limits", OnMissing.FAIL, ("outturns",)
    )  # fmt: skip


def test_columns_of_the_shipped_ledgers() -> None:
    """`usage` may be read from `movement`, a blank `held_by` is the portfolio itself, and so on."""
    assert BOOK.ledgers["reserve_movements"].columns["usage"].negated_by == "movement"
    assert BOOK.ledgers["appropriations"].columns["held_by"] == Column(
        "held_by", ColumnType.TEXT, required=False, blank_means="portfolio"
    )
    assert BOOK.ledgers["cash_limits"].columns["previous_period"].names_previous
    assert BOOK.ledgers["outturns"].columns["basis"].of == ("outturn", "forecast")
    assert BOOK.ledgers["capital_programme"].identity == ("portfolio", "sector", "scheme", "programme_year")


# What a rule file may say


def test_a_rule_takes_its_ledger_from_its_file(tmp_path: Path) -> None:
    rule = rule_of(tmp_path, GOOD_RULE, "PK01")
    assert rule.clauses == (Clause("parking", check="tickets + permits == income"),)
    assert (rule.severity, rule.tolerance, rule.title) == (Severity.ERROR, None, "")
    assert rule.defined_in == str(tmp_path / "parking.toml")
    assert rule.line == line_of(LEDGER + GOOD_RULE, "[[rule]]")


def test_every_field_of_a_clause_is_kept(tmp_path: Path) -> None:
    text = """
[[rule]]
id          = "PK02"
casts       = ["tickets", "income"]
where       = 'period != "B"'
rows        = "totals"
within      = ["financial_year", "period"]
subtotal_by = "car_park"
on_missing  = "fail"
message     = "{reported} is not {computed}"
severity    = "warning"
"""
    rule = rule_of(tmp_path, text)
    assert rule.severity is Severity.WARNING
    (clause,) = rule.clauses
    assert clause == Clause(
        "parking",
        casts=("tickets", "income"),
        where='period != "B"',
        rows=Rows.TOTALS,
        by=(Pair("financial_year", "financial_year"), Pair("period", "period")),
        subtotal_by="car_park",
        on_missing=OnMissing.FAIL,
        message="{reported} is not {computed}",
    )


def test_by_pairs_a_column_with_the_other_ledgers_name_for_it(tmp_path: Path) -> None:
    text = """
[[rule]]
id    = "PK02"
check = "income == sum(headlines.amount)"
by    = ["financial_year", "car_park = portfolio", "authority"]
"""
    (clause,) = rule_of(tmp_path, text).clauses
    pairs = (("financial_year", "financial_year"), ("car_park", "portfolio"), ("authority", "authority"))
    assert clause.by == tuple(Pair(own, other) for own, other in pairs)


def test_by_key_means_the_key_of_the_named_ledger(tmp_path: Path) -> None:
    text = '\n[[rule]]\nid = "PK02"\ncheck = "count() == 1"\nby = "key"\n'
    (clause,) = rule_of(tmp_path, text).clauses
    assert clause.by == tuple(Pair(name, name) for name in ("financial_year", "period", "car_park"))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("rounding", None),
        ("exact", Decimal(0)),
        ("£2", Decimal(2)),
        ("£0.50", Decimal("0.5")),
        ("€3", Decimal(3)),
        ("1,000", Decimal(1000)),
    ],
)
def test_tolerance_is_rounding_nothing_or_an_amount(tmp_path: Path, text: str, amount: Decimal | None) -> None:
    rule = rule_of(tmp_path, f'\n[[rule]]\nid = "PK02"\ncheck = "income > 0"\ntolerance = "{text}"\n')
    assert rule.tolerance == amount
    assert rule.currency == {"£": "GBP", "€": "EUR"}.get(text[0], "")


def test_a_rule_of_several_clauses(tmp_path: Path) -> None:
    text = """
[[rule]]
id = "PK02"
[[rule.clause]]
check = "income >= 0"
[[rule.clause]]
ledger = "savings"
casts  = ["value"]
by     = ["period"]
"""
    assert rule_of(tmp_path, text).clauses == (
        Clause("parking", check="income >= 0"),
        Clause("savings", casts=("value",), by=(Pair("period", "period"),)),
    )


def test_an_example_has_a_table_for_each_ledger_it_shows(tmp_path: Path) -> None:
    """Each table's own header is its line 1, wherever it stands in the example."""
    text = '''
[[rule]]
id    = "PK02"
check = "income == savings.value"
by    = ["period"]
[[rule.example]]
title    = "a tie"
unit     = "£000"
fails    = """

period,income
Q4,5

# savings.csv
period,value
Q4,3
"""
findings = [{ line = 2, column = "income", gap = "2000" }]
'''
    (example,) = rule_of(tmp_path, text).examples
    assert example.ledgers == {"parking": "period,income\nQ4,5\n", "savings": "period,value\nQ4,3\n"}
    assert (example.passes, example.unit, example.title) == (False, "£000", "a tie")
    assert example.findings == ({"line": "2", "column": "income", "gap": "2000"},)


def test_the_sequence_is_that_part_of_the_default_which_the_ledger_has(tmp_path: Path) -> None:
    text = '[ledger]\nname = "visits"\nkey = ["financial_year"]\n[ledger.columns]\nfinancial_year = "financial_year"\n'
    book, problems = read(tmp_path, text)
    assert problems == ()
    assert book.ledgers["visits"].sequence == ("financial_year",)


def test_a_folder_is_read_in_the_order_of_its_file_names_and_no_file_twice(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "a.toml").write_text(GOOD_RULE + 'ledger = "parking"\n', encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a rule file", encoding="utf-8")
    book, problems = load_rulebook([tmp_path, tmp_path / "b.toml"])
    assert problems == ()
    assert book.rules["PK01"].defined_in == str(tmp_path / "a.toml")


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "parking.toml").write_bytes(("\ufeff" + LEDGER + GOOD_RULE).replace("\n", "\r\n").encode())
    book, problems = load_rulebook([tmp_path])
    assert problems == ()
    assert book.rules["PK01"].line == line_of(LEDGER + GOOD_RULE, "[[rule]]")


def test_a_path_that_does_not_exist_stops_the_job(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no rule file or folder .*nowhere"):
        load_rulebook([tmp_path / "nowhere"])


def test_a_folder_without_rule_files_is_said_to_be_empty(tmp_path: Path) -> None:
    _, problems = load_rulebook([tmp_path])
    (problem,) = problems
    assert (problem.file, problem.severity) == (str(tmp_path), "warning")
    assert "no rule file" in problem.message


# Places


def test_headers_and_keys_inside_strings_and_comments_are_none() -> None:
    text = '''\
# [[rule]]
[[rule]]
id = "A # not a comment"  # check = 1
what = """
[[rule]]
check = "no"
"""
check = "yes"
[[rule.example]]
[[rule]]
"id" = 'B'
[[rule.example]]
[[rule.example]]
passes = \'\'\'
title = "no"\'\'\'
title = "yes"
'''
    assert key_lines(text) == {
        ("rule",): 2,
        ("rule", 0): 2,
        ("rule", 0, "id"): 3,
        ("rule", 0, "what"): 4,
        ("rule", 0, "check"): 8,
        ("rule", 0, "example"): 9,
        ("rule", 0, "example", 0): 9,
        ("rule", 1): 10,
        ("rule", 1, "id"): 11,
        ("rule", 1, "example"): 12,
        ("rule", 1, "example", 0): 12,
        ("rule", 1, "example", 1): 13,
        ("rule", 1, "example", 1, "passes"): 14,
        ("rule", 1, "example", 1, "title"): 16,
    }


def test_other_words_for_columns_are_kept_without_marks(tmp_path: Path) -> None:
    words = '\n[ledger.words]\nincome = ["Fees & Charges (net)"]\n'
    book, problems = read(tmp_path, LEDGER + words)
    assert problems == ()
    assert book.ledgers["parking"].words == {"income": ("fees charges net",)}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ('[ledger.words]\nincom = ["fees"]', "words are for 'incom', which is no column; did you mean 'income'?"),
        ('[ledger.value_words.car_park]\nnorth = ["n"]', "words are for 'north', which is no value of 'car_park'"),
    ],
)
def test_words_for_what_the_ledger_has_not_are_a_problem(tmp_path: Path, words: str, message: str) -> None:
    _, (problem, *_) = read(tmp_path, f"{LEDGER}\n{words}\n")
    assert problem.message.startswith(message)
