"""Amounts whose size is wrong and of which two digits are exchanged besides: £4,917m for 4,971 in £000."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.pipeline.documents.scrutinising import scrutinise

TABLE = """# Budget monitoring report 2021/22

| Portfolio £000 | Cash limit | Outturn |
|---|---|---|
| Adult Care | 4,971 | 5,002 |
| Children | 3,120 | 3,090 |
| Total | 8,091 | 8,092 |

"""


@pytest.mark.parametrize(
    ("sentence", "findings"),
    [
        ("Adult Care reports on a cash limit of £4,917m for the year.", [("£4,917m", "£4.971m")]),
        ("Adult Care reports on a cash limit of £4.917m for the year.", []),
        ("Schools report on a cash limit of £4,917m for the year.", []),
        ("Adult Care reports on a grant of £4,917m from the government.", []),
        ("Adult Care reports on a cash limit of £4,871m for the year.", []),
    ],
)
def test_only_an_amount_of_a_named_row_and_column_far_above_all_of_the_table_is_told(
    tmp_path: Path, sentence: str, findings: list[tuple[str, str]]
) -> None:
    path = tmp_path / "report.md"
    path.write_text(TABLE + sentence + "\n")
    (one,) = scrutinise([path]).documents
    told = [slip for slip in one.slips if "thousand times" in slip.title]
    assert [(slip.where.text, slip.proposed) for slip in told] == findings
