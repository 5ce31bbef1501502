"""Figures and arithmetic in sentences, years and numbers: small texts with one slip, and the same without it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budget_monitor.figures.prose import Hedge, figures_in
from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.scrutiny import DocumentScrutiny, TieStatus
from budget_monitor.model.results.outcome import Outcome
from budget_monitor.pipeline.documents.scrutinising import scrutinise_document


def scrutiny(folder: Path, text: str) -> DocumentScrutiny:
    path = folder / "report.md"
    path.write_text(text, encoding="utf-8")
    return scrutinise_document(read_document(path))


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("an underspend of £0.163m (1.75%)", ["£0.163m", "1.75%"]),
        ("nearly 9,000 calls on 12 November 2021 and 3 in May 2020", ["9,000", "3"]),
        ("in 2021/22, 2022-23, 20/21 and since 2018", []),
        ("CFE1.1 and RCG 3.1, Stage 1, Quarter 4, 196 of 565", ["196", "565"]),
        ("the 4th of 63 councillors, Covid-19, 24/7, 10am", ["63"]),
        ("£23 million, £1.2bn and £500k", ["£23 million", "£1.2bn", "£500k"]),
        ("54/231 grants", ["54", "231"]),
        ("eight of the 38 were", ["eight", "38"]),
        ("it cost £97,000+ for 1,200+ visits, some 100,000s, of the 80s", ["£97,000"]),
        ("ref DC/2025/01234/FUL, s.106, p.15", []),
        ("£4.8m¹ for 120 rooms²", ["£4.8m", "120"]),
    ],
)
def test_figures_are_told_from_dates_years_and_codes(text: str, figures: list[str]) -> None:
    assert [one.text for one in figures_in(text)] == figures


def test_how_a_figure_is_meant() -> None:
    said = [one.hedge for one in figures_in("over 13,000, nearly £9m, circa 47% and 12 more")]
    assert said == [Hedge.OVER, Hedge.UNDER, Hedge.ABOUT, Hedge.NONE]
    said = [one.hedge for one in figures_in("c£1m, c.£2m, c. 40 homes, ca. £3m, approx.£4m and £5m+")]
    assert said == [Hedge.ABOUT] * 5 + [Hedge.OVER]
    assert [one.hedge for one in figures_in("£2m more than the £9m of last year")] == [Hedge.NONE, Hedge.NONE]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9), st.integers(0, 3), st.sampled_from(["£", ""]), st.sampled_from(["", "m", "k"]))
def test_a_figure_is_read_exactly(number: int, decimals: int, sign: str, suffix: str) -> None:
    whole, rest = divmod(number, 10**decimals)
    text = f"{sign}{whole:,}" + (f".{rest:0{decimals}d}" if decimals else "")
    if suffix and not sign:
        suffix = ""
    found = figures_in(f"It was {text}{suffix} in all.")
    if not (1900 <= number <= 2100 and not sign and not decimals):
        assert [one.value * 10**decimals for one in found] == [number * {"": 1, "k": 1000, "m": 10**6}[suffix]]


SENTENCES = [
    (
        "Costs of £14.067m exceed the budget of £14.033m by £34k.",
        "Costs of £14.067m exceed the budget of £14.033m by £43k.",
        "£43k",
    ),
    (
        "Car parks brought in £488,250, which compares with £431,700 last year, an increase of £56,550.",
        "Car parks brought in £488,250, which compares with £431,700 last year, an increase of £65,550.",
        "£65,550",
    ),
    (
        "On-call pay is forecast at £3,248k, £92k below its budget of £3,340k.",
        "On-call pay is forecast at £3,284k, £92k below its budget of £3,340k.",
        "£3,284k",
    ),
    (
        "Agency staff cost £11.6m (2023/24: £13.9m), a fall of £2.3m (17%).",
        "Agency staff cost £11.6m (2023/24: £13.9m), a fall of £2.3m (71%).",
        "71%",
    ),
    (
        "The base is 48,215 homes (last year: 47,630), an increase of 585 or 1.2%.",
        "The base is 48,215 homes (last year: 47,630), an increase of 558 or 1.2%.",
        "558",
    ),
    (
        "It is for roads:\n\n- it has £9.2m:\n  - £6.8m for tar\n  - £2.4m for paint\n- and more",
        "It is for roads:\n\n- it has £9.2m:\n  - £6.8m for tar\n  - £2.7m for paint\n- and more",
        "£9.2m",
    ),
    (
        "Fees were £311,460 against a budget of £340,000: £28,540, or 8.4%, short.",
        "Fees were £311,460 against a budget of £340,000: £25,840, or 8.4%, short.",
        "£25,840",
    ),
    (
        "Rolls rise from 34,118 to 34,270, or by 152.",
        "Rolls rise from 34,118 to 34,270, or by 125.",
        "125",
    ),
    (
        "We sent 8,914 tonnes, 6.1% less than in 2023/24 (9,493 tonnes).",
        "We sent 8,914 tonnes, 1.6% less than in 2023/24 (9,493 tonnes).",
        "1.6%",
    ),
    (
        "Power cost £9.121m, down from £9.735m, a fall of £0.614m.",
        "Power cost £9.121m, down from £9.735m, a fall of £0.641m.",
        "£0.641m",
    ),
    (
        "Of 14 outcomes agreed with us 12 (85.7%) were met.",
        "Of 14 outcomes agreed with us 12 (87.5%) were met.",
        "87.5%",
    ),
    ("On time were 829 of 923 (89.8%) requests.", "On time were 829 of 923 (88.9%) requests.", "88.9%"),
    ("88.4% (107 of 121) were answered.", "84.4% (107 of 121) were answered.", "84.4%"),
    ("The budget rose from £4.808m to £4.971m, an increase of £0.163m.",
     "The budget rose from £4.808m to £4.971m, an increase of £0.136m.", "£0.136m"),
    ("Calls increased by 1,200 from 4,800 to 6,000.", "Calls increased by 1,300 from 4,800 to 6,000.", "1,300"),
    ("Visits fell from 4,800 to 3,200 this year.", "Visits rose from 4,800 to 3,200 this year.", "3,200"),
    (("In Quarter 4, 78.9% were dealt with (down from"
        " 84.6%)."), "In Quarter 4, 78.9% were dealt with (up from 84.6%).", "78.9%"),
    ("The result was 89.8%, short of the 95% target.", "The result was 95.8%, short of the 95% target.", "95.8%"),
    ("The £0.163m is made up of £0.098m for pay and £0.065m for income.",
     "The £0.163m is made up of £0.089m for pay and £0.065m for income.", "£0.089m"),
    ("Spend was £5.068m against a budget of £4.971m, an overspend of £0.097m.",
     "Spend was £5.068m against a budget of £4.971m, an overspend of £0.079m.", "£0.079m"),
    (("It grew by £0.163m:\n\n- pay £0.098m\n- income"
        " £0.065m"), "It grew by £0.163m:\n\n- pay £0.089m\n- income £0.065m", "£0.089m"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "text"), SENTENCES, ids=[wrong[:30] for _, wrong, _ in SENTENCES])
def test_a_slip_in_the_arithmetic_of_a_sentence(tmp_path: Path, right: str, wrong: str, text: str) -> None:
    good = scrutiny(tmp_path, right)
    assert not good.slips
    assert good.relations
    assert [slip.where.text for slip in scrutiny(tmp_path, wrong).wrong] == [text]


TABLE = """# Outturn report 2021/22

## 2.1 Revenue

| | Previously reported £000 | Increase/(Reduction) £000 | Current £000 |
|---|--:|--:|--:|
| Cash limit | 4,808 | 163 | 4,971 |

| £000 | |
|---|--:|
| Cash limit | 4,971 |
| Outturn | 4,927 |
| (Surplus)/Deficit | (44) |

{0}
"""


def test_figures_of_the_text_are_tied_to_the_cells_that_they_state(tmp_path: Path) -> None:
    one = scrutiny(
        tmp_path, TABLE.format("The cash limit of £4.971m rose by £0.163m; the surplus was £0.044m; £0.777m is new.")
    )
    assert not one.wrong
    status = {tie.figure.text: (tie.status, tie.to.text if tie.to else "") for tie in one.ties}
    assert status == {
        "£4.971m": (TieStatus.TIED, "4,971"), "£0.163m": (TieStatus.TIED, "163"), "£0.044m": (TieStatus.TIED, "(44)"),
        "£0.777m": (TieStatus.UNTIED, ""),
    }  # fmt: skip


def test_what_several_rows_state_is_tied_to_none_of_them(tmp_path: Path) -> None:
    rows = "| £m | Council tax |\n|---|--:|\n| Bad debts | 1.9 |\n| Carried forward | 1.9 |\n\n"
    one = scrutiny(tmp_path, rows + "The surplus on council tax is £1.9m.\n\nBad debts cost £1.9m of council tax.")
    assert [tie.to.place.split(", ")[1] for tie in one.ties if tie.status is TieStatus.TIED and tie.to] == ["Bad debts"]


UNITS = """# Capital

{0}

| | Budget | Spent |
|---|--:|--:|
| Roads | 11,340 | 4,377 |

{1}
"""


@pytest.mark.parametrize(
    ("above", "below", "is_tied"),
    [
        ("", "All figures £000. It goes on.", True),
        ("The table below has figures in £'000.", "", True),
        ("", "All figures are rounded to the nearest £000.", False),
        ("", "Figures are not in £000.", False),
    ],
)
def test_a_sentence_says_what_bare_figures_mean(tmp_path: Path, above: str, below: str, is_tied: bool) -> None:
    one = scrutiny(tmp_path, UNITS.format(above, f"{below}\n\nThe budget of roads is £11.34m."))
    assert [tie.to is not None for tie in one.ties] == [is_tied]


@pytest.mark.parametrize(
    ("sentence", "text", "proposed"),
    [
        ("There was a deficit of £0.044m.", "£0.044m", ""),
        ("The cash limit is £4,971m.", "£4,971m", "£4.971m"),
        ("The cash limit was reduced by £0.163m.", "£0.163m", ""),
    ],
)
def test_words_and_scale_against_the_table(tmp_path: Path, sentence: str, text: str, proposed: str) -> None:
    assert [(one.where.text, one.proposed) for one in scrutiny(tmp_path, TABLE.format(sentence)).wrong] == [
        (text, proposed)
    ]


ORDER = [
    ("It was so in 2021/22 and 2022/23.", "It was so in 2021/23.", "2021/23"),
    ("The plan for 2022-25 goes on.", "The plan for 2022-22 goes on.", "2022-22"),
    (("In the year from July 2020 to June"
        " 2021."), "In the year from July 2020 to June 2022.", "the year from July 2020 to June 2022"),
    ("# 1. One\n\n# 2. Two\n\n# 3. Three", "# 1. One\n\n# 2. Two\n\n# 4. Three", "4. Three"),
    ("# 2.1 One\n\n# 2.2 Two\n\n# 3.1 Three", "# 2.1 One\n\n# 2.1 Two\n\n# 3.1 Three", "2.1 Two"),
    ("Table 1: a\n\nSee table 1.", "Table 1: a\n\nSee table 3.", "table 3"),
    (("The table below shows it.\n\n| a | b |\n|---|---|\n| c | 1 "
        "|"), "The table below shows it.\n\nNo more.\n\n# A\n\n# B", "The table below"),
    ("It cost £5m.", "It cost £x.xm.", "£x.xm"),
    ("Ref 2021/345 and DC/2019/45 were heard in 2021/22.", "[insert date] of 2021/22", "[insert date]"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "text"), ORDER, ids=[text for _, _, text in ORDER])
def test_a_slip_in_the_order_of_a_document(tmp_path: Path, right: str, wrong: str, text: str) -> None:
    assert not scrutiny(tmp_path, right).wrong
    assert [slip.where.text for slip in scrutiny(tmp_path, wrong).wrong] == [text]


def against(folder: Path, text: str, last: str) -> DocumentScrutiny:
    (folder / "last.md").write_text(last, encoding="utf-8")
    (folder / "now.md").write_text(text, encoding="utf-8")
    return scrutinise_document(read_document(folder / "now.md"), read_document(folder / "last.md"))


LAST = """| | Previously reported £000 | Change £000 | Current £000 |
|---|--:|--:|--:|
| Cash limit | 4,700 | 108 | 4,808 |

| Reserve | Opening £000 | Usage £000 | Closing £000 |
|---|--:|--:|--:|
| Libraries | 300 | 100 | 200 |
| Museums | 150 | 50 | 100 |

| Ref | Measure | 2020/21 Actual |
|---|---|--:|
| CF1 | Visits to museums | 3,484 |
"""
NOW = """| | Previously reported £000 | Change £000 | Current £000 |
|---|--:|--:|--:|
| Cash limit | {0} | 163 | {1} |

| Reserve | Opening £000 | Usage £000 | Closing £000 |
|---|--:|--:|--:|
| Libraries | {2} | 50 | {3} |
| Museums | 100 | 20 | 80 |

| Ref | Measure | 2020/21 Actual | 2021/22 Actual |
|---|---|--:|--:|
| CF1 | Visits to museums | {4} | 64,384 |
"""


def test_openings_and_the_past_are_those_of_the_last_report(tmp_path: Path) -> None:
    same = against(tmp_path, NOW.format("4,808", "4,971", 200, 150, "3,484"), LAST)
    assert not same.slips
    held = [one.sentence for one in same.relations if one.kind is RelationKind.RUNNING]
    assert "4,808 is what last.md closed with" in held
    assert "3,484 is what last.md stated" in held
    other = against(tmp_path, NOW.format("4,880", "5,043", 260, 210, "3,984"), LAST)
    told = {(slip.where.text, slip.outcome, slip.proposed) for slip in other.slips}
    assert told == {
        ("4,880", Outcome.WRONG, "4,808"), ("260", Outcome.WRONG, "200"), ("3,984", Outcome.WRONG, "3,484"),
    }  # fmt: skip
    restated = against(tmp_path, NOW.format("4,808", "4,971", 200, 150, "5,120"), LAST)
    assert [(slip.where.text, slip.outcome) for slip in restated.slips] == [("5,120", Outcome.RESTATED)]


def test_what_only_looks_like_a_slip_is_none(tmp_path: Path) -> None:
    text = """# 1 Introduction

1.1 Background to this report

1.2 This paragraph is a sentence, and ends like one.

1.3 What is asked for

Table 1: Risks

| Risk | What | £000 |
|---|---|--:|
| R1 | Fuel prices | 125 |

Table 1 shows one risk of many; the whole council spends £125m. Resolution 2023/45 and ref 2019/20/7 apply.

Table 2: Opportunities

| Opportunity | What | £000 |
|---|---|--:|
| R1 | Grant income | 310 |

On time were 82% (88% in Quarter 1), below the 85% target; 20 of 40 schools, 5% fewer than planned, replied.

# 2 Next steps

# Appendix A

# 1 Scope
"""
    assert [slip.sentence for slip in scrutiny(tmp_path, text).wrong] == []
