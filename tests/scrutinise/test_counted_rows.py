"""How many rows of a table are so, as a sentence counts them: told where the table has another number."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.pipeline.documents.scrutinising import scrutinise
from tests.support.typed_sentences import scrutinised

SAVINGS = """| Saving | Planned £000 | Delivered £000 | RAG |
|---|--:|--:|---|
| Contract review | 240 | 240 | Green |
| Fleet | 130 | 85 | Amber |
| Printing | 75 | 75 | Green |
| Agency staff | 410 | 110 | Red |
| Post rooms | 60 | 66 | Green |
| Energy | 155 | 160 | Green |
"""
SERVICES = """| Service | Budget £000 | Outturn £000 |
|---|--:|--:|
| Libraries | 1,240 | 1,310 |
| Parks | 2,130 | 2,085 |
| Museums | 675 | 702 |
| Sports | 1,410 | 1,492 |
| Markets | 360 | 331 |
| Total | 5,815 | 5,920 |
"""

RESULTS = """| Academy | Income £000 | Spending £000 | Surplus/(deficit) £000 |
|---|--:|--:|--:|
| Priory | 1,318 | 1,377 | (59) |
| Fairfield | 1,204 | 1,151 | 53 |
| Larch | 5,487 | 5,266 | 221 |
| Fern | 4,662 | 4,508 | 154 |
| Orchard | 456 | 419 | 37 |
| All academies | 13,127 | 12,721 | 406 |
"""
TARGETS = """| Output | Target | Achieved | % of target |
|---|--:|--:|--:|
| Jobs created | 180 | 147 | 82% |
| Jobs safeguarded | 90 | 96 | 107% |
| People trained | 400 | 371 | 93% |
| Trees planted | 1,500 | 1,610 | 107% |
| Homes improved | 60 | 60 | 100% |
"""


def wrong(folder: Path, table: str, sentence: str) -> list[str]:
    """What is said of a report with a table and a sentence."""
    path = folder / "report.md"
    path.write_text(f"# Report\n\n{sentence}\n\n{table}\n", encoding="utf-8")
    return [one.sentence for one in scrutinise([path]).documents[0].wrong]


COUNTS = [
    (SAVINGS, "{Four} of the six savings are rated green.", "4 of the 6 rows of the table are green"),
    (SAVINGS, "Only {four} of the 6 savings are green, and work goes on.", "4 of the 6 rows of the table are green"),
    (SAVINGS, "{One} of the six savings is rated red.", "1 of the 6 rows of the table are red"),
    (SAVINGS, "{One} out of the six savings is shown as amber.", "1 of the 6 rows of the table are amber"),
    (SAVINGS, "Members will see that {four} of our six savings plans are now green.", "4 of the 6 rows"),
    (SERVICES, "{Three} of the five services overspent.", "3 of the 5 rows of the table are over budget"),
    (SERVICES, "{Three} of the five services are over budget.", "3 of the 5 rows of the table are over budget"),
    (SERVICES, "{Two} of the five services underspent.", "2 of the 5 rows of the table are under budget"),
    (SERVICES, "In all {two} of the five services were underspent.", "2 of the 5 rows of the table are under budget"),
    (RESULTS, "{Four} of five academies are in surplus.", "4 of the 5 rows of the table are in surplus"),
    (RESULTS, "{One} of the five academies made a loss.", "1 of the 5 rows of the table are in deficit"),
    (TARGETS, "{Two} of the five targets were exceeded.", "2 of the 5 rows of the table exceeded their target"),
    (TARGETS, "{Three} of the five outputs met their targets.", "3 of the 5 rows of the table met their target"),
    (TARGETS, "{Two} of the five outputs missed their targets.", "2 of the 5 rows of the table missed their target"),
    (SERVICES, "Spending rose, and {three} of the five services overspent in total.", "3 of the 5 rows"),
]


@pytest.mark.parametrize(("table", "sentence", "said"), COUNTS)
@pytest.mark.parametrize("number", ["five", "0"])
def test_a_count_of_rows(tmp_path: Path, table: str, sentence: str, said: str, number: str) -> None:
    right = sentence.replace("{", "").replace("}", "")
    assert wrong(tmp_path, table, right) == []
    before, _, rest = sentence.partition("{")
    (told,) = wrong(tmp_path, table, f"{before}{number}{rest.partition('}')[2]}")
    assert told.startswith(said)
    assert told.endswith(f"but {number} is written")


@pytest.mark.parametrize(
    ("table", "right", "typed"),
    [
        (SERVICES, "Three services overspent.", "Two services overspent."),
        (SERVICES, "All but two services overspent.", "All but one service overspent."),
        (RESULTS, "Overall, four academies are in surplus.", "Overall, three academies are in surplus."),
        (
            SAVINGS,
            "Of the six savings four are green, one amber and one red.",
            "Of the six savings four are green, one amber and two red.",
        ),
        (SAVINGS, "Two savings are rated amber or red.", "No saving is rated amber or red."),
        (SAVINGS, "All but two of the savings are green.", "All but three of the savings are green."),
        (SAVINGS, "Two of the six savings are rated amber or red.", "One of the six savings is rated amber or red."),
    ],
)
def test_a_count_of_all_rows(tmp_path: Path, table: str, right: str, typed: str) -> None:
    assert wrong(tmp_path, table, right) == []
    assert len(wrong(tmp_path, table, typed)) == 1


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (SERVICES, "Two services overspent last year."),
        (SERVICES, "Two services overspent by more than £50,000."),
        (SERVICES, "Of these, two services overspent."),
        (SERVICES, "Two museums overspent."),
        (SERVICES, "The two services overspent."),
        (RESULTS, "Two academies are in surplus by more than £100,000."),
        (TARGETS.replace("Jobs created", "Days lost"), "Four of the five targets were met."),
        (TARGETS.replace("Achieved", "Half year"), "Four of the five targets were met last year."),
        (SAVINGS, "Five of the six savings were rated green last quarter."),
        (SAVINGS, "Five of the six savings should be green by March."),
        (SAVINGS, "Five of the seven savings are rated green."),
        (SAVINGS, "Two of the six savings are rated amber or red."),
        (SAVINGS, "Two of the six savings are rated amber/red."),
        (SAVINGS, "Three of the six savings are not green."),
        (SAVINGS, "Three of the six larger savings of the group are green, as they were before."),
        (SAVINGS, "At least three of the six savings are green."),
        (SAVINGS + "\n" + SAVINGS.replace("Green |", "Amber |", 2), "Three of the six savings are green."),
        (SAVINGS.replace("| Red |", "| |"), "Three of the six savings are green."),
        (
            SAVINGS.replace("Planned £000", "Last RAG").replace("| 75 | 75", "| Red | 75"),
            "Four of the six savings are green.",
        ),
        (SERVICES, "Four of the five services overspent by more than £20,000."),
        (SERVICES, "Four of the five services overspent on agency staff."),
        (SERVICES, "Four of the five services overspent in the first quarter."),
        (SERVICES.replace("Outturn", "Spend to date"), "Four of the five services overspent."),
        (SERVICES.replace("Outturn £000", "£000"), "Four of the five services overspent."),
        (SERVICES, "Four of the five services in the north are over budget."),
        (SERVICES.replace("702", "675").replace("5,920", "5,893"), "Four of the five services overspent."),
        (SERVICES, "Four of the five councils overspent."),
        (SAVINGS, "Three of the six contractors are rated green."),
        (SERVICES, "If prices rise, four of the five services are over budget."),
        (
            SERVICES.replace("| Total", "| Cafes | 12 | |\n| Total").replace("5,815", "5,827"),
            "Two of the six services overspent.",
        ),
    ],
)
def test_these_say_nothing_of_a_table(tmp_path: Path, table: str, sentence: str) -> None:
    assert wrong(tmp_path, table, sentence) == []


NAMES = (
    "Roads",
    "Parks",
    "Pools",
    "Books",
    "Bins",
    "Care",
    "Homes",
    "Music",
    "Art",
    "Ports",
    "Trees",
    "Signs",
    "Halls",
)


def _of_variances(heading: str, over: int) -> str:
    rows = "".join(
        f"| {name} | {11 + at} |\n" if at < over else f"| {name} | ({21 + at}) |\n" for at, name in enumerate(NAMES)
    )
    return f"# Report\n\n## Services\n\n| Service | {heading} |\n|---|--:|\n{rows}\n"


@pytest.mark.parametrize("heading", ["Over/(under) spend £000", "(Under)/over £000"])
@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("Eight", "Nine", "{} of the thirteen services are overspent."),
        ("Five", "Four", "{} of the thirteen services are underspent."),
        ("eight", "ten", "We expect that {} of the 13 services are to overspend."),
    ],
)
def test_rows_over_or_under_are_counted_by_their_variances_alone(
    tmp_path: Path, heading: str, right: str, wrong: str, sentence: str
) -> None:
    text = _of_variances(heading, over=8) + sentence
    assert scrutinised(tmp_path, text.format(right)).slips == ()
    told = scrutinised(tmp_path, text.format(wrong)).wrong
    if "expect" in sentence:
        assert told == ()
    else:
        assert [(one.where.text, one.title) for one in told] == [(wrong, "A count is not that of the rows of a table")]


def test_a_column_of_variances_whose_sign_says_nothing_counts_no_rows(tmp_path: Path) -> None:
    text = _of_variances("Variance £000", over=8) + "Nine of the thirteen services are overspent."
    assert scrutinised(tmp_path, text).slips == ()
