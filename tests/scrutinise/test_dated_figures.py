"""Times of figures in sentences, against the columns of the tables that have these figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.typed_sentences import scrutinised

TABLES = """# Lending and arrears

Table 1: Loans to clubs (£)

| Club | 31.12.24 | 30.6.25 | 31.12.25 |
|---|--:|--:|--:|
| Rowing club | 148,230 | 139,615 | 131,470 |
| Bowls club | 62,480 | 60,125 | 57,310 |
| All loans | 210,710 | 199,740 | 188,780 |

Table 2: Rent collected (£)

| | 2023/24 | 2024/25 |
|---|--:|--:|
| Garages | 87,415 | 91,260 |
| Stalls | 33,870 | 36,145 |

"""


@pytest.mark.parametrize(
    ("sentence", "typed", "cell"),
    [
        ("Loans at {31 December 2025} were £188,780, and fall further.", "31 December 2026", "188,780"),
        ("At {30 June 2025} the rowing club's loan stood at £139,615.", "30 June 2024", "139,615"),
        ("In {2023/24} the rent of garages was £87,415.", "2022/23", "87,415"),
        ("The rent of stalls in {2024/25} was £36,145 after a new market day.", "2025/26", "36,145"),
    ],
)
def test_a_year_that_no_column_has_is_told_of_a_figure_of_another(
    tmp_path: Path, sentence: str, typed: str, cell: str
) -> None:
    before, _, rest = sentence.partition("{")
    right, _, after = rest.partition("}")
    assert scrutinised(tmp_path, f"{TABLES}{before}{right}{after}").slips == ()
    (told,) = scrutinised(tmp_path, f"{TABLES}{before}{typed}{after}").slips
    assert told.where.text == typed
    assert told.spots[-1].text == cell


@pytest.mark.parametrize(
    "sentence",
    [
        "In 2022/23 the rent of garages was also £87,415.",
        "In 2022/23 the rent of garages was £85,110.",
        "At 31 March 2026 the loan of the bowls club was £57,310.",
        "In 2021 the budget for pitches was £57,310.",
        "In 2019/20 the rent of garages was £91,260.",
        "The loan of 2015 to the rowing club was £131,470 at the end of 2025.",
        "The rent of garages, £91,260, is more than in 2022/23.",
        "The bowls club has owed £62,480 since 31 December 2024.",
        "In 2025/26 we expect the rent of stalls to be about £36,000.",
    ],
)
def test_a_figure_of_another_time_or_matter_is_not_told(tmp_path: Path, sentence: str) -> None:
    assert [one.sentence for one in scrutinised(tmp_path, TABLES + sentence).slips] == []
