"""Every shipped rule does what its examples say, under an id that is its own for good; and the runner can tell."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from budget_monitor.model.checks.rule import Clause, Example, Rule
from budget_monitor.pipeline.examples import run_examples
from budget_monitor.rules.rulebook import load_rulebook

BOOK, _ = load_rulebook()

PUBLISHED = """
JOINT
AP01 BC01 BC02 BC03 CF01 CL01 CL02 CL03 CL04 CP01 CP02 HL01 HL02 HL03 HL04 HL05 HL06 HL07 HL08 HL09 HL10 HL11 KEY OI01
OI02 OT01 OT02 OT03 OT04 OT05 OT06 OT07 PM01 PM02 PM03 PM04 PM05 RM01 RM02 RM03 RM04 RM05 RM06 SB01 SB02 SB03 SB04 SV01
SV02 SV03 TR01 TR02 TR03 TR04 VE01 VE02
AR01 AR02 AR03 AR04 AR05 AR06 BM01 BM02 BM03 BM04 FP01 FP02 FP03 FP04 FP05 JN01 JN02 JN03 MR01 MR02 MR03 MR04 MR05
PV01 PV02 PV03 PV04 PV05 TB01 TB02 TB03
"""
"""Every id that a shipped rule has. A new rule adds its own; none is ever taken away but into RETIRED."""

RETIRED: frozenset[str] = frozenset()
"""Ids that rules had once. Scripts and notes name them still, so no rule may have one again."""


def test_every_id_is_published_and_none_comes_back() -> None:
    published = PUBLISHED.split()
    assert len(published) == len(set(published))
    assert set(BOOK.rules) == set(published)
    assert not RETIRED & set(BOOK.rules)


@pytest.mark.parametrize("rule", BOOK.rules.values(), ids=lambda rule: rule.id)
def test_every_example_gives_exactly_the_findings_it_states(rule: Rule) -> None:
    assert [str(mismatch) for mismatch in run_examples(BOOK, rule)] == []


@pytest.mark.parametrize("rule", BOOK.rules.values(), ids=lambda rule: rule.id)
def test_every_criterion_is_documented_and_used(rule: Rule) -> None:
    for name in rule.criteria:
        assert f"`{name}`" in rule.what
        assert any(name in (clause.check or "") + (clause.where or "") for clause in rule.clauses)


# The runner itself: an example that says anything but the truth is found

RM01 = BOOK.rules["RM01"]
HEADER = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"
SLIP = HEADER + "2021/22,Q4,Libraries,Fund,Museum,300,239,16\n2021/22,Q4,Libraries,Fund,Archive,130,0,130\n"
TWO_SLIPS = HEADER + "2021/22,Q4,Libraries,Fund,Museum,300,239,16\n2021/22,Q4,Libraries,Fund,Archive,130,0,103\n"


def said_of(text: str, *findings: dict[str, str], passes: bool = False, rule: Rule = RM01) -> list[str]:
    """What the runner says of a rule with this one example."""
    example = Example(passes, {"reserve_movements": text}, findings=findings, title="a slip")
    return [mismatch.message for mismatch in run_examples(BOOK, replace(rule, examples=(example,)))]


def test_an_example_that_states_its_finding_in_full_is_as_it_says() -> None:
    stated = {"line": "2", "column": "closing", "gap": "-45", "reported": "16", "computed": "61.0", "verdict": "fail"}
    assert said_of(SLIP, stated) == []
    assert said_of(SLIP, {"line": "2", "ledger": "reserve_movements"}) == []


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("line", "3"),
        ("column", "opening"),
        ("gap", "45"),
        ("gap", "much"),
        ("reported", "61"),
        ("computed", "16"),
        ("verdict", "undecided"),
        ("ledger", "savings"),
    ],
)
def test_any_field_stated_wrongly_is_a_mismatch(field: str, wrong: str) -> None:
    """Both are said: what was stated and is not there, and what is there and was not stated."""
    missing, more = said_of(SLIP, {field: wrong})
    assert missing == f"it should find {field} {wrong}, and does not"
    assert more.startswith("it states nothing of what it finds: there is: line 2, column closing, verdict fail")


def test_the_number_of_findings_counts() -> None:
    one, other = {"line": "2"}, {"line": "3"}
    assert said_of(TWO_SLIPS, other, one) == []
    assert len(said_of(TWO_SLIPS, one)) == 1
    assert len(said_of(SLIP, one, one)) == 1


def test_findings_are_paired_so_that_as_many_as_possible_fit() -> None:
    """The one that says less would fit both; it must not take the finding that the other needs."""
    assert said_of(TWO_SLIPS, {"column": "closing"}, {"column": "closing", "line": "2"}) == []
    assert said_of(TWO_SLIPS, {"column": "closing", "line": "3"}, {"column": "closing"}) == []


def test_an_example_that_should_fail_and_does_not() -> None:
    good = SLIP.replace(",16", ",61")
    assert said_of(good) == ["it should fail, and no check in it does"]
    assert said_of(good, {"line": "2"}) == ["it should find line 2, and does not"]


def test_what_cannot_be_decided_is_no_failure_unless_it_is_stated() -> None:
    blank = SLIP.replace(",16", ",")
    assert said_of(blank) == ["it should fail, and no check in it does"]
    assert len(said_of(blank, {"line": "2"})) == 2
    assert said_of(blank, {"line": "2", "verdict": "undecided"}) == []


def test_an_example_that_should_pass_and_does_not() -> None:
    (said,) = said_of(SLIP, passes=True)
    assert said.startswith("it should pass, and there is: line 2, column closing, verdict fail")


def test_an_example_that_passes_because_nothing_is_checked_shows_nothing() -> None:
    budget = HEADER + "2021/22,B,Libraries,Fund,Museum,300,,\n"
    assert said_of(budget, passes=True) == ["it passes, but no check in it holds: it shows nothing"]


def test_what_cannot_be_read_in_an_example_is_said() -> None:
    (said,) = said_of(HEADER + "2021/22,Q4,Libraries,Fund,Museum,300,239,61\n2021/22,Q9,L,F,A,1,1,0\n", passes=True)
    assert said.startswith("reserve_movements.csv:3 period 'Q9'")
    assert said_of("", {"line": "2"})[0].startswith("reserve_movements.csv:0")


def test_a_broken_rule_is_no_failure_as_stated() -> None:
    """The rule cannot be understood: neither a passing nor a failing example is what it says."""
    broken = Rule("X1", (Clause("reserve_movements", check="opening == oponing"),))
    assert any("broken" in said for said in said_of(SLIP, passes=True, rule=broken))
    assert any("broken" in said for said in said_of(SLIP, {"line": "2"}, rule=broken))


def test_an_example_uses_its_own_rule_alone() -> None:
    """The reserve is overdrawn, which RM04 would say; RM01 has nothing to say of it."""
    assert said_of(HEADER + "2021/22,Q4,Libraries,Fund,Museum,300,350,(50)\n", passes=True) == []


def test_a_mismatch_names_its_rule_and_example() -> None:
    examples = (Example(True, {"reserve_movements": SLIP}), Example(False, {"reserve_movements": SLIP}, title="a slip"))
    turned = (replace(examples[0], passes=False), replace(examples[1], passes=True))
    (found,) = run_examples(BOOK, replace(RM01, examples=turned))
    assert (found.rule, found.example, found.title) == ("RM01", 2, "a slip")
    assert str(found).startswith("RM01, example 2 (a slip): it should pass, and there is: line 2")
