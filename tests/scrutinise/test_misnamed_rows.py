"""The name of a row beside figures that stand in another row."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.typed_sentences import scrutinised

PLACES = """| Place | 2024 | 2025 |
|---|--:|--:|
| Boston | 8,410 | 8,690 |
| Grantham | 8,305 | 8,585 |
| King's Lynn | 8,520 | 8,720 |
| Spalding | 8,190 | 8,450 |
| All places | 33,425 | 34,445 |

"""


@pytest.mark.parametrize(
    ("sentence", "right", "typed"),
    [
        ("It is lowest at Spalding, 8,450, and highest at King's Lynn, 8,720.", "King's Lynn", "Boston"),
        ("It was smallest in Spalding, at 8,190.", "Spalding", "Grantham"),
        ("Visits to Grantham rose from 8,305 to 8,585 after the roof was mended.", "Grantham", "Boston"),
    ],
)
def test_the_name_of_another_row_is_told(tmp_path: Path, sentence: str, right: str, typed: str) -> None:
    assert scrutinised(tmp_path, PLACES + sentence).slips == ()
    (told,) = scrutinised(tmp_path, PLACES + sentence.replace(right, typed)).wrong
    assert (told.title, told.where.text, told.proposed) == ("A figure is that of another row", typed, right)


@pytest.mark.parametrize(
    "sentence",
    [
        "It is highest at Boston, 8,725.",
        "It is higher at Boston than the 8,720 of last year.",
        "King's Lynn was open all year. It is highest at Boston, 8,720 being a slip of last year.",
        "It is highest at Newark, 8,720.",
        "Visits to Boston rose from 8,305 to 8,600.",
        "Unlike Boston, from 8,305 it grew to 8,585.",
    ],
)
def test_what_may_be_of_another_table_is_not(tmp_path: Path, sentence: str) -> None:
    assert scrutinised(tmp_path, PLACES + sentence).slips == ()


def test_a_change_from_the_figure_of_a_column_that_is_called_so(tmp_path: Path) -> None:
    table = (
        "| £m | 2024/25 actual | 2025/26 forecast | 2026/27 | 2027/28 |\n|---|--:|--:|--:|--:|\n"
        "| Capital expenditure | 67.0 | 67.6 | 91.8 | 67.2 |\n\n"
    )
    sentence = "Capital expenditure of £91.8m is planned for 2026/27, up £24.2m from the present year's forecast."
    assert scrutinised(tmp_path, table + sentence).slips == ()
    (told,) = scrutinised(tmp_path, table + sentence.replace("24.2", "22.4")).wrong
    assert (told.where.text, told.proposed) == ("£22.4m", "£24.2m")
