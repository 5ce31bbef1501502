"""Claims about `budget-monitor.toml`: what it may say, and what becomes of mistakes in it."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget_monitor.errors import UsageError
from budget_monitor.load.settings.settings import (
    AcceptSettings,
    Known,
    LedgerSettings,
    Settings,
    read_settings,
    settings_in_force,
)
from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.schema import Unit
from budget_monitor.model.results.request import Request
from budget_monitor.model.results.review import Materiality
from budget_monitor.pipeline.run.books import rule_book, rules_in_force


def settings(folder: Path, text: str) -> tuple[Settings, tuple[InputProblem, ...]]:
    (folder / "budget-monitor.toml").write_text(text, encoding="utf-8")
    return read_settings(folder)


def test_without_a_file_the_defaults_apply(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == (Settings(unit=Unit.POUNDS, currency="GBP", year_start=4), ())


def test_a_set_and_each_ledger_may_have_a_unit(tmp_path: Path) -> None:
    found, problems = settings(tmp_path, 'unit = "£000"\n[ledger.savings]\nunit = "£m"\n[ledger.outturns]\n')
    assert problems == ()
    assert found.unit_of("savings") is Unit.MILLIONS
    assert found.unit_of("outturns") is Unit.THOUSANDS
    assert found.unit_of("cash_limits") is Unit.THOUSANDS


@pytest.mark.parametrize(
    ("text", "line", "column", "offending", "words"),
    [
        ('unit = "£k"', 1, "unit", "£k", "unit must be £ (exact), £1, £000 or £m, not"),
        ("unit = 3", 1, "unit", "3", "unit must be £ (exact), £1, £000 or £m, not 3"),
        ('\ncurrency = "pounds"', 2, "currency", "pounds", "an ISO 4217 currency code"),
        ("currency = 1.50", 1, "currency", "1.50", "an ISO 4217 currency code"),
        ("year_start = 13", 1, "year_start", "13", "from 1 to 12, not 13"),
        ("year_start = 4.0", 1, "year_start", "4.0", "from 1 to 12"),
        ('yearstart = 4\nunit = "£"', 1, "yearstart", "yearstart", "did you mean 'year_start'?"),
        ("[ledger.savings]\nunits = 1", 2, "units", "units", "did you mean 'unit'?"),
        ('[ledger.savings]\nunit = "p"', 2, "unit", "p", "£000"),
        ('[ledger]\nsavings = "£m"', 2, "savings", "£m", "[ledger.savings]"),
        ("ledger = 3", 1, "ledger", "3", "ledger must be"),
        ("unit = ", 1, "", "unit =", "not TOML"),
        ('unit = "£"\nunit = "£m"', 2, "", 'unit = "£m"', "not TOML"),
    ],
)
def test_a_mistake_is_a_problem_with_its_place(
    tmp_path: Path, text: str, line: int, column: str, offending: str, words: str
) -> None:
    _, (problem,) = settings(tmp_path, text)
    assert (problem.file, problem.line, problem.column) == ("budget-monitor.toml", line, column)
    assert (problem.severity, problem.text) == ("error", offending)
    assert words in problem.message


def test_a_mistake_costs_only_the_setting_it_is_in(tmp_path: Path) -> None:
    found, problems = settings(
        tmp_path,
        'currency = "GBX"\nyear_start = 1\nunit = "£m"\nother = 1\n'
        '[ledger.savings]\nunit = "£"\nother = 1\n[ledger.outturns]\nunit = "p"\n',
    )
    assert found == Settings(
        unit=Unit.MILLIONS,
        year_start=1,
        ledger={"savings": LedgerSettings(unit=Unit.POUNDS), "outturns": LedgerSettings()},
    )
    assert [problem.line for problem in problems] == [1, 4, 7, 9]


EVERYTHING = """\
currency = "EUR"
unit = "EUR 000"
ignore = ["SV", "OT03"]
[severity]
RM04 = "info"
[criteria]
amber_within = 7.5
[materiality]
amount = "€5k"
percent = 1
[variance]
amount = 50_000
percent = "2%"
[accept]
by = "J. Smith"
days = 90
[trust]
"savings.value" = 3
outturns.variance = 2
cash_limits = 5
"""

KNOWN = Known(
    {"savings": ["value"], "outturns": ["variance"], "cash_limits": ["cash_limit"]},
    ["OT03", "RM04", "SV01", "SV02"],
    ["amber_within"],
)


def test_every_setting_can_be_made(tmp_path: Path) -> None:
    """Amounts are exact, in the currency of the set; a column's trust may be written with or without quotes."""
    (tmp_path / "budget-monitor.toml").write_text(EVERYTHING, encoding="utf-8")
    found, problems = read_settings(tmp_path, KNOWN)
    assert problems == ()
    assert (found.unit, found.ignore, found.severity) == (Unit.THOUSANDS, ["SV", "OT03"], {"RM04": Severity.INFO})
    assert found.thresholds == Materiality(Decimal(5000), Decimal(1))
    assert found.accept == AcceptSettings("J. Smith", 90)
    assert found.trust == {"savings.value": 3, "outturns.variance": 2, "cash_limits": 5}
    assert found.numbers == {
        "amber_within": Decimal("7.5"),
        "explain_above_amount": Decimal(50_000),
        "explain_above_percent": Decimal(2),
        "explained_share": Decimal(80),
    }


def test_without_a_threshold_no_variance_must_be_explained(tmp_path: Path) -> None:
    found, _ = settings(tmp_path, "[variance]\nshare = 90\n")
    assert found.numbers == {"explained_share": 0}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('unit = "€000"', 1, 'unit must be £ (exact), £1, £000 or £m, not "€000"; for that, set currency = "EUR"'),
        (
            'currency = "EUR"\nunit = "$m"',
            2,
            'must be € (exact), €1, €000 or €m, not "$m"; for that, set currency = "USD"',
        ),
        ('[materiality]\namount = "€5"', 2, 'an amount that is not negative, such as "£5,000", not "€5"'),
        ("[materiality]\namount = -5", 2, "not negative"),
        ("[materiality]\npercent = true", 2, "a percentage that is not negative"),
        ("[materiality]\npercent = nan", 2, "a percentage"),
        ("[materiality]\namounts = 5", 2, "did you mean 'amount'?"),
        ("materiality = 5", 1, "materiality must be a table, such as [materiality]"),
        ("[variance]\nshare = 101", 2, "a percentage from 0 to 100, not 101"),
        ('[severity]\nOT03 = "fatal"', 2, 'OT03 must be error, warning or info, not "fatal"'),
        ('[severity]\nOT30 = "error"', 2, "there is no rule 'OT30'; did you mean 'OT03'?"),
        ('ignore = ["OT4"]', 1, "there is no rule 'OT4'"),
        ("ignore = 4", 1, 'ignore must be a list of rule ids, such as ["SV02"], not 4'),
        ("[trust]\nsavings = 0", 2, "savings must be a whole number from 1 to 1000, not 0"),
        ("[trust]\nsavings = 1.5", 2, "a whole number from 1 to 1000, not 1.5"),
        ('[trust]\n"savings.valu" = 2', 2, "savings has no column 'valu'; did you mean 'value'?"),
        ("[criteria]\namber = 5", 2, "no rule has a criterion 'amber'; did you mean 'amber_within'?"),
        ('[criteria]\namber_within = "5"', 2, 'amber_within must be a number such as 5, not "5"'),
        ("[accept]\nby = 5", 2, "by must be text in quotation marks, not 5"),
        ("[accept]\ndays = 0", 2, "a whole number of days, at least 1, not 0"),
    ],
)
def test_a_mistake_in_any_setting_has_its_line_and_words(tmp_path: Path, text: str, line: int, words: str) -> None:
    (tmp_path / "budget-monitor.toml").write_text(text, encoding="utf-8")
    _, (problem,) = read_settings(tmp_path, KNOWN)
    assert (problem.severity, problem.line) == ("error", line)
    assert words in problem.message


def test_a_ledger_that_nobody_knows_is_a_warning(tmp_path: Path) -> None:
    """Its rule file may be one that is named only now and then."""
    (tmp_path / "budget-monitor.toml").write_text(
        '[ledger.saving]\nunit = "£"\n[trust]\nsaving = 2\n', encoding="utf-8"
    )
    _, problems = read_settings(tmp_path, KNOWN)
    assert [(problem.severity, problem.line) for problem in problems] == [("warning", 1), ("warning", 4)]
    assert "did you mean 'savings'?" in problems[0].message


def test_the_command_line_goes_before_the_file_and_the_file_before_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "budget-monitor.toml").write_text(
        'unit = "£000"\nyear_start = 1\n[materiality]\namount = 5\npercent = 2\n', encoding="utf-8"
    )
    found = settings_in_force(tmp_path, KNOWN, ["unit=£m", "materiality.amount=£7,000", "ignore=SV01, SV02"])
    assert (found.settings.unit, found.settings.year_start) == (Unit.MILLIONS, 1)
    assert found.settings.thresholds == Materiality(Decimal(7000), Decimal(2))
    assert found.settings.ignore == ["SV01", "SV02"]
    assert found.settings.currency == "GBP"
    assert found.sources == {
        "unit": "command line",
        "year_start": "budget-monitor.toml:2",
        "materiality.amount": "command line",
        "materiality.percent": "budget-monitor.toml:5",
        "ignore": "command line",
    }


def test_a_currency_on_the_command_line_says_how_the_file_s_amounts_are_read(tmp_path: Path) -> None:
    """Otherwise the file would have to be changed with it."""
    (tmp_path / "budget-monitor.toml").write_text('[materiality]\namount = "€5"\n', encoding="utf-8")
    found = settings_in_force(tmp_path, KNOWN, ["currency=eur"])
    assert (found.problems, found.settings.currency, found.settings.materiality.amount) == ((), "EUR", Decimal(5))


@pytest.mark.parametrize(
    ("assigned", "words"),
    [
        ("unit", "--set takes NAME=VALUE, such as year_start=1, not 'unit'"),
        ("=5", "--set takes NAME=VALUE"),
        ("year start=5", "--set: 'year start' is no setting's name"),
        ("yearstart=5", "--set: unknown field 'yearstart'; did you mean 'year_start'?"),
        ("year_start=13", "--set: year_start must be the month the financial year starts in, from 1 to 12, not 13"),
        ("materiality=5", "--set: materiality must be a table"),
        ("unit=a\nb=1", "--set takes NAME=VALUE"),
    ],
)
def test_an_impossible_assignment_stops_the_job(tmp_path: Path, assigned: str, words: str) -> None:
    with pytest.raises(UsageError) as error:
        settings_in_force(tmp_path, KNOWN, [assigned])
    assert words in str(error.value)


@given(text=st.text(max_size=60), name=st.sampled_from(["unit", "currency", "ignore", "accept.by", "trust.savings"]))
def test_no_assignment_breaks_the_reading(text: str, name: str) -> None:
    """Whatever is assigned, it is a setting or a usage error."""
    with suppress(UsageError):
        settings_in_force(None, KNOWN, [f"{name}={text}"])


def test_rules_that_settings_do_not_change_are_the_very_same(tmp_path: Path) -> None:
    """What was made of them is at hand, however many sets are checked; a severity of its own makes a rule another."""
    book, _ = rule_book()
    plain, _ = rules_in_force(book, Request(select=("RM01", "RM02")), Settings(), of_many=False)
    assert all(rule is book.rules[rule.id] for rule in plain)
    own, _ = settings(tmp_path, '[severity]\nRM01 = "warning"\n')
    changed, _ = rules_in_force(book, Request(select=("RM01", "RM02")), own, of_many=False)
    assert [(rule.severity, rule is book.rules[rule.id]) for rule in changed] == [
        (Severity.WARNING, False), (Severity.ERROR, True)
    ]  # fmt: skip
