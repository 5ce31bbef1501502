"""What is wrong in a rule file is said in its place, and everything else still loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.pipeline import check
from budget_monitor.rules.rulebook import load_rulebook
from tests.support.parking import GOOD_RULE, LEDGER, line_of, read

BOOK, _ = load_rulebook()


@pytest.mark.parametrize(
    ("text", "at", "column", "offending", "message"),
    [
        ('id = "X1"\nchek = "income > 0"', "chek", "chek", "chek", "X1: unknown field 'chek'; did you mean 'check'?"),
        ('id = "X1"', "[[rule]]", "check", "", "rule X1: it needs either `check` or `casts`, and has neither"),
        ('id = "X1"\ncheck = "income > 0"\ncasts = ["income"]', "casts", "casts", "", "and has both"),
        ('check = "income > 0"', "[[rule]]", "id", "", "this rule has no 'id'"),
        ('id = 7\ncheck = "income > 0"', "id", "id", "7", "id must be text, not a whole number"),
        ('id = "X1"\ncasts = "income"', "casts", "casts", "income", "casts must be a list, not text"),
        ('id = "X1"\ncasts = ["incone"]', "casts", "casts", "incone", "no column 'incone'; did you mean 'income'?"),
        ('id = "X1"\ncasts = ["car_park"]', "casts", "casts", "car_park", "'car_park' holds text, which cannot be"),
        (
            'id = "X1"\ncheck = "income > 0"\nledger = "saving"',
            "ledger =", "ledger", "saving", "unknown ledger 'saving'; did you mean 'savings'?",
        ),
        (
            'id = "X1"\ncheck = "income > 0"\nby = ["perod"]',
            "by", "by", "perod", "parking has no column 'perod'; did you mean 'period'?",
        ),
        ('id = "X1"\ncheck = "income > 0"\nby = ["a b"]', "by", "by", "a b", "by has 'a b'"),
        ('id = "X1"\ncheck = "income > 0"\nby = "period"', "by", "by", "period", 'by is a list of columns, or "key"'),
        (
            'id = "X1"\ncheck = "income > 0"\nby = ["period"]\nwithin = ["period"]',
            "within", "within", "within", "`by` and `within` mean the same",
        ),
        (
            'id = "X1"\ncasts = ["income"]\nsubtotal_by = "car_prak"',
            "subtotal_by", "subtotal_by", "car_prak", "did you mean 'car_park'?",
        ),
        (
            'id = "X1"\ncheck = "income > 0"\nseverity = "eror"',
            "severity", "severity", "eror", "severity cannot be 'eror'; did you mean 'error'?",
        ),
        (
            'id = "X1"\ncheck = "income > 0"\ntolerance = "roundign"',
            "tolerance", "tolerance", "roundign", "did you mean 'rounding'?",
        ),
        (
            'id = "X1"\ncheck = "income > 0"\n[[rule.clause]]\ncasts = ["income"]',
            "check", "check", "check", "it has clauses of its own ([[rule.clause]]), so 'check' belongs into one",
        ),
        (
            'id = "X1"\n[[rule.clause]]\nrow = "lines"\ncheck = "income > 0"',
            "row =", "row", "row", "unknown field 'row'; did you mean 'rows'?",
        ),
        (
            'id = "X1"\ncheck = "income == sum(savings.value)"\nby = ["peirod >= period"]',
            "by", "by", "peirod", "parking has no column 'peirod'; did you mean 'period'?",
        ),
        (
            'id = "X1"\ncheck = "income == sum(savings.value)"\nby = ["car_park >= proposal"]',
            "by", "by", "car_park", "'car_park' holds text, which puts rows in no order",
        ),
        (
            'id = "X1"\ncheck = "income == sum(savings.value)"\nby = ["period <= period"]',
            "by", "by", "period <= period", 'columns are paired by "=", "~" or ">="',
        ),
        (
            'id = "X1"\ncheck = "income == sum(savings.value)"\nby = ["period >= cost_centres.period"]',
            "by", "by", "period >= cost_centres.period", '">=" stands before a column of the ledger that is looked up',
        ),
        (
            'id = "X1"\ncheck = "income == sum(transactions.amount)"\nby = ["car_park = cost_centre.service"]',
            "by", "by", "cost_centre", "unknown ledger 'cost_centre'; did you mean 'cost_centres'?",
        ),
        (
            'id = "X1"\ncheck = "income == sum(transactions.amount)"\nby = ["car_park = cost_centres.servcie"]',
            "by", "by", "servcie", "cost_centres has no column 'servcie'; did you mean 'service'?",
        ),
        (
            'id = "X1"\ncheck = "income > 0"\nneeds = ["transaction"]',
            "needs", "needs", "transaction", "needs an unknown ledger 'transaction'; did you mean 'transactions'?",
        ),
        (
            'id = "X1"\ncheck = "income > 0"\n[[rule.example]]\ntitle = "nothing"',
            "[[rule.example]]", "fails", "", "this one has neither",
        ),
        (
            'id = "X1"\ncheck = "income > 0"\n[[rule.example]]\npasses = "income\\n5"\nfindings = [{ line = 2 }]',
            "findings", "findings", "", "only an example that fails has findings",
        ),
        (
            'id = "X1"\ncheck = "income > 0"\n[[rule.example]]\npasses = """\n# saving.csv\nvalue\n5"""',
            "passes", "passes", "# saving.csv", "unknown ledger 'saving'; did you mean 'savings'?",
        ),
        (
            'id = "X1"\ncheck = "income > 0"\n[[rule.example]]\nfails = "income\\n5"\nfindings = [{ lin = 2 }]',
            "findings", "lin", "lin", "unknown field 'lin'; did you mean 'line'?",
        ),
    ],
)  # fmt: skip
def test_a_rule_with_a_problem_is_left_out_and_the_others_load(
    tmp_path: Path, text: str, at: str, column: str, offending: str, message: str
) -> None:
    """The problem names the key, its line and its text, and suggests the nearest known word."""
    file = f"{LEDGER}\n# the bad one\n\n[[rule]]\n{text}\n"
    book, problems = read(tmp_path, file + GOOD_RULE)
    (problem,) = problems
    bad = file[file.index("# the bad one") :]
    before = file[: file.index("# the bad one")].count("\n")
    assert (problem.file, problem.severity) == (str(tmp_path / "parking.toml"), "error")
    assert problem.line == before + line_of(bad, at)
    assert (problem.column, problem.text) == (column, offending)
    assert message in problem.message
    assert "X1" not in book.rules
    assert "PK01" in book.rules


@pytest.mark.parametrize(
    ("old", "new", "at", "column", "offending", "message"),
    [
        ('"money"', '"monye"', "tickets", "tickets", "monye", "type cannot be 'monye'; did you mean 'money'?"),
        ('"money"', '{ type = "money", requird = true }', "tickets", "tickets", "requird", "did you mean 'required'?"),
        ('"money"', '{ type = "choice" }', "tickets", "tickets", "choice", "a choice needs its values"),
        ('"money"', '{ type = "text", of = ["a"] }', "tickets", "tickets", "of", "only a choice has values"),
        ('"money"', '{ type = "text", negated_by = "refunds" }', "tickets", "tickets", "refunds", "column of figures"),
        ('"money"', '{ type = "money", blank_means = "permit" }', "tickets", "tickets", "permit", "'permits'"),
        ('"money"', "5", "tickets", "tickets", "5", "must be a table, not a whole number"),
        ('tickets        =', '__tickets =', "__tickets", "__tickets", "__tickets", "cannot begin with two underscores"),
        ('tickets        =', '"ticket income" =', '"ticket', "ticket income", "ticket income", "letters, digits and"),
        ('"car_park"]', '"carpark"]', "key", "key", "carpark", "no column of 'parking'; did you mean 'car_park'?"),
        ('label = "car_park"', 'label = "carpark"', "label", "label", "carpark", "did you mean 'car_park'?"),
        ('label =', 'sequence = ["financial"]\nlabel =', "sequence", "sequence", "financial", "mean 'financial_year'?"),
        ('label =', 'lable =', "lable", "lable", "lable", "unknown field 'lable'; did you mean 'label'?"),
        ('name  = "parking"', "", "[ledger]", "name", "", "this ledger has no 'name'"),
        ('name  = "parking"', 'name = "car parks"', "name", "name", "car parks", "name cannot be 'car parks'"),
        ('key   = ["financial_year", "period", "car_park"]', "key = []", "key", "key", "", "empty key"),
        ('label =', 'repeats = "yes"\nlabel =', "repeats", "repeats", "yes", "repeats must be true or false"),
    ],
)  # fmt: skip
def test_a_ledger_with_a_problem_is_left_out_with_its_rules(
    tmp_path: Path, old: str, new: str, at: str, column: str, offending: str, message: str
) -> None:
    """One problem is said once: the ledger's rules cannot run, and are not complained of one by one."""
    text = LEDGER.replace(old, new, 1)
    other = '\n[[rule]]\nid = "PK03"\nledger = "savings"\ncheck = "value >= 0"\n'
    book, problems = read(tmp_path, text + GOOD_RULE + other)
    (problem,) = problems
    assert problem.line == line_of(text, at)
    assert (problem.column, problem.text, problem.severity) == (column, offending, "error")
    assert message in problem.message
    assert "the ledger and its rules are left out" in problem.message
    assert "parking" not in book.ledgers
    assert "PK01" not in book.rules
    assert "PK03" in book.rules


def test_two_rules_with_one_id_are_named_both(tmp_path: Path) -> None:
    """The first stands: here, the shipped RM01."""
    text = LEDGER + '\n[[rule]]\nid    = "RM01"\ncheck = "income > 0"\n' + GOOD_RULE
    book, problems = read(tmp_path, text)
    (problem,) = problems
    first = BOOK.rules["RM01"]
    assert problem.line == line_of(text, 'id    = "RM01"')
    assert (problem.column, problem.text) == ("id", "RM01")
    assert problem.message == (
        f"two rules have the id RM01: the other stands in rules/reserve_movements.toml:{first.line}"
    )
    assert book.rules["RM01"] == first
    assert "PK01" in book.rules


def test_two_ledgers_of_one_name(tmp_path: Path) -> None:
    """The second is left out, and rules of the same file go with the first."""
    text = LEDGER.replace('"parking"', '"savings"') + '\n[[rule]]\nid = "PK02"\ncheck = "value >= 0"\n'
    book, problems = read(tmp_path, text)
    (problem,) = problems
    assert (problem.line, problem.column, problem.text) == (2, "name", "savings")
    assert problem.message == "the ledger 'savings' is declared already, in rules/savings.toml:1"
    assert book.ledgers["savings"] == BOOK.ledgers["savings"]
    assert "PK02" in book.rules


def test_a_rule_of_a_file_without_a_ledger_must_name_one(tmp_path: Path) -> None:
    book, problems = read(tmp_path, GOOD_RULE)
    (problem,) = problems
    assert (problem.line, problem.column) == (2, "ledger")
    assert problem.message == "rule PK01: it names no ledger, and its file declares none"
    assert "PK01" not in book.rules


def test_an_example_of_every_ledger_must_say_whose_table_it_shows(tmp_path: Path) -> None:
    text = '[[rule]]\nid = "PK09"\nledger = "*"\nby = "key"\ncheck = "count() == 1"\n'
    text += '[[rule.example]]\npasses = """\nperiod,value\nQ4,5\n"""\n'
    _, problems = read(tmp_path, text)
    (problem,) = problems
    assert (problem.line, problem.text) == (7, "period,value")
    assert "whose table is this?" in problem.message


@pytest.mark.parametrize(
    ("text", "line", "offending", "message"),
    [
        ('[[rule]]\nid = "X1\ncheck = "a"', 2, 'id = "X1', "not TOML"),
        ("[[rule]]\nid = X1", 2, "id = X1", "not TOML"),
        ("[[rule]]\nid = ", 2, "id =", "not TOML"),
        ("id = 1e99999999999999999999999999", 0, "", "a value too large to read"),
        ("financial_year,period\n2021/22,Q4\n", 1, "financial_year,period", "not TOML"),
        ("a = " + "[" * 4000, 0, "", "a value too large to read"),
    ],
)
def test_a_file_that_is_not_toml(tmp_path: Path, text: str, line: int, offending: str, message: str) -> None:
    """The rest of the rules are there all the same."""
    book, problems = read(tmp_path, text)
    (problem,) = problems
    assert (problem.file, problem.line, problem.text) == (str(tmp_path / "parking.toml"), line, offending)
    assert message in problem.message
    assert set(book.rules) == set(BOOK.rules)


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "parking.toml").write_bytes(b'[ledger]\nname = "caf\xe9"\n')
    _, problems = load_rulebook([tmp_path])
    (problem,) = problems
    assert (problem.line, problem.text) == (2, "e9")
    assert problem.message == "the file is not UTF-8 text: byte e9"


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("[[rules]]\nid = 'X1'", 1, "rules", "unknown table 'rules'; did you mean 'rule'?"),
        ("[rule]\nid = 'X1'", 1, "rule", "a rule begins with [[rule]], in two pairs of brackets"),
        ("\n[[ledger]]\nname = 'x'", 2, "ledger", "ledger must be a table, not a list"),
        ("rule = [5]", 1, "rule", "rule must be a table, not a whole number"),
    ],
)
def test_tables_that_a_rule_file_does_not_have(tmp_path: Path, text: str, line: int, column: str, message: str) -> None:
    _, problems = read(tmp_path, text)
    (problem,) = problems
    assert (problem.line, problem.column) == (line, column)
    assert message in problem.message


@pytest.mark.parametrize(
    ("text", "at", "column", "offending", "message"),
    [
        ('check = "incone > 0"', "check", "check", "incone", "parking has no column 'incone'; did you mean 'income'?"),
        ('check = "income > 0"\nwhere = "car_prak == \'A\'"', "where", "where", "car_prak", "did you mean 'car_park'?"),
        ('check = "income > sum(savings.value)"', "[[rule]]", "by", "income > sum(savings.value)", "`by` is needed"),
        (
            'check = "income > sum(savings.value)"\nby = ["period = perod"]',
            "by", "by", "perod", "savings has no column 'perod'; did you mean 'period'?",
        ),
        ('check = "income > 0"\nmessage = "{incone}"', "message", "message", "incone", "did you mean 'income'?"),
        ('casts = ["income"]\nwhere = "income"', "where", "where", "income", "a condition; this is money"),
        (
            '[[rule.clause]]\ncheck = "income > 0"\n[[rule.clause]]\ncheck = "income >"\n',
            'check = "income >"', "check", "income >", "not an expression",
        ),
    ],
)  # fmt: skip
def test_an_expression_that_makes_no_sense_is_told_when_its_file_is_read(
    tmp_path: Path, text: str, at: str, column: str, offending: str, message: str
) -> None:
    """At its own line. The rule stays in the book, so that it counts as broken, and has no runs."""
    file = f'{LEDGER}\n# the bad one\n\n[[rule]]\nid = "X1"\n{text}\n'
    book, problems = read(tmp_path, file + GOOD_RULE)
    (problem,) = problems
    start = file.index("# the bad one")
    assert problem.line == file[:start].count("\n") + line_of(file[start:], at)
    assert (problem.column, problem.text, problem.severity) == (column, offending, "error")
    assert message in problem.message
    assert book.faults == {"X1": problem}
    assert ("X1" in book.rules, "X1" in book.runs, "PK01" in book.runs) == (True, False, True)


def test_a_mistyped_ledger_header_is_told_once(tmp_path: Path) -> None:
    """Neither its rules, nor rules of other files about it, are complained of as well."""
    (tmp_path / "other.toml").write_text('[[rule]]\nid = "X9"\nledger = "savings"\ncheck = "value >= 0"\n')
    _, problems = read(tmp_path, LEDGER.replace("[ledger", "[ledgr") + GOOD_RULE + GOOD_RULE.replace("PK01", "PK02"))
    (problem,) = problems
    assert problem.message == "unknown table 'ledgr'; did you mean 'ledger'?"


def test_a_rule_of_another_file_about_a_ledger_that_is_left_out_is_left_out_too(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(
        '[[rule]]\nid = "X9"\nledger = "savings"\nby = ["period"]\ncheck = "value == sum(parking.income)"\n'
    )
    book, problems = read(tmp_path, LEDGER.replace('"money"', '"monye"', 1))
    assert len(problems) == 1
    assert "X9" not in book.rules


@pytest.mark.parametrize(("currency", "checked", "problems"), [("EUR", ["X1"], []), ("GBP", [], ["tolerance"])])
def test_a_rule_whose_tolerance_is_in_another_currency_than_the_ledgers_is_not_checked(
    tmp_path: Path, currency: str, checked: list[str], problems: list[str]
) -> None:
    limits = "financial_year,period,portfolio,previously_reported,change,cash_limit\n2021/22,Q4,A,100,10,112\n"
    (tmp_path / "cash_limits.csv").write_text(limits, encoding="utf-8")
    (tmp_path / "rules").mkdir()
    rule = 'id = "X1"\nledger = "cash_limits"\ncheck = "previously_reported + change == cash_limit"\ntolerance = "€3"\n'
    (tmp_path / "rules" / "own.toml").write_text(f"[[rule]]\n{rule}", encoding="utf-8")
    report = check(tmp_path, select=["X1"], settings=[f"currency={currency}"])
    assert [one.rule for one in report.tallies] == checked
    assert [one.column for one in report.input_problems] == problems
