"""The monitoring position as text, Markdown and JSON, from one small set with a slip in it."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache

import pytest
from msgspec.structs import replace

from budget_monitor import pipeline
from budget_monitor.load.ledger_set import set_from_text
from budget_monitor.model.results.position import MonitoringPosition
from budget_monitor.model.results.review import Acceptance, Accepted
from budget_monitor.position.monitoring import monitoring_position
from budget_monitor.render.position.json import to_summary_json
from budget_monitor.render.position.markdown import to_summary_markdown
from budget_monitor.render.position.table import to_summary_table
from budget_monitor.render.text.page import Page

LEDGERS = {
    # 4808 + 163 is 4971; the change of the budget is left blank
    "cash_limits": """financial_year,period,portfolio,previously_reported,change,cash_limit
2021/22,B,Libraries,4700,,4808
2021/22,Q1,Libraries,4808,163,4917
""",
    "outturns": """financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance
2021/22,B,Libraries,forecast,4808,4808,0,4808,0
2021/22,Q1,Libraries,forecast,4917,5068,(47),5021,104
""",
    "reserve_movements": """financial_year,period,portfolio,reserve,purpose,opening,usage,closing
2021/22,Q1,Libraries,Investment,Open | Plus,300,239,61
2021/22,Q1,Libraries,Flexibility,*Museums*,100,0,100
2021/22,Q1,Libraries,Total,,400,239,161
""",
    "savings": """financial_year,period,portfolio,proposal,risk_rating,value,achieved
2021/22,Q1,Libraries,Posts,Green,300,300
2021/22,Q1,Libraries,Licences,Amber,100,
2021/22,Q1,Libraries,Total,,400,
""",
}


@cache
def position() -> MonitoringPosition:
    book, _ = pipeline.rule_book()
    chosen = pipeline.choose_rules(book, ["CL01", "RM", "OT02"], [])
    checks = pipeline.check_texts(LEDGERS, book, chosen)
    return monitoring_position(set_from_text(LEDGERS, book.ledgers), checks)


OVERVIEW = """\
Position ───────────────────────────────────────────────────────────────────────
Report                            cash limit   outturn   variance      %  rating
Libraries  variance ▁█
  2021/22 B forecast                  £4,808    £4,808  on budget   0.0%   Green
  2021/22 Q1 forecast                 £4,917†   £5,021  £104 over  +2.1%     Red

† a check that failed uses this figure

Not in this ledger set, so not shown: budget_changes.csv, capital_programme.csv,
capital_funding.csv
"""

BUDGET = """\
Libraries, 2021/22 B forecast ──────────────────────────────────────────────────
Revenue                                                      2021/22 B forecast
  Previously reported                                                    £4,700
  Change                                                                   £108*
  Cash limit                                                             £4,808
  Net expenditure                                                        £4,808
  Appropriations                                                             £0
  Forecast                                                               £4,808
  Variance (0.0%, Green)                                              on budget
  forecast  ████████████████████  100.0% of the cash limit

* worked out from other figures: the ledger does not state it
"""

QUARTER = """\
Libraries, 2021/22 Q1 forecast ─────────────────────────────────────────────────
Revenue                                   2021/22 Q1 forecast   since 2021/22 B
  Previously reported                                  £4,808†
  Change                                                 £163†
  Cash limit                                           £4,917†            +£109†
  Net expenditure                                      £5,068
  Appropriations                                         −£47
  Forecast                                             £5,021             +£213
  Variance (+2.1%, Red)                             £104 over        £104 worse
  forecast  ████████████████████  102.1% of the cash limit

Reserves                                                opening  used  remaining
    Investment – Open | Plus                               £300  £239        £61
    Flexibility – *Museums*                                £100    £0       £100
  Total                                                    £400  £239       £161
  used  ████████████░░░░░░░░  59.8% of what there was

Savings                                                value   achieved  at risk
  Green (1)                                             £300       £300       £0
    Posts                                               £300       £300
  Amber (1)                                             £100  not given     £100
    Licences                                            £100  not given
  Total                                                 £400  not given     £100
  at risk  █████░░░░░░░░░░░░░░░  25.0% of the value
  At risk is what is not achieved of Amber and Red savings: all of it, where
  nothing is stated as achieved.

† a check that failed uses this figure
  cash_limits.csv:3 CL01 Previously reported + change = cash limit: cash_limit
  is £4,917, computed £4,971: £54 too low
"""


def test_the_table_shows_figures_marks_bars_and_notes() -> None:
    """An overview, then report by report; 4808 + 163 is not 4917, and all that rests on these figures is marked."""
    assert to_summary_table(position()) == "\n".join([OVERVIEW, BUDGET, QUARTER])


def test_without_lines_only_totals_are_left() -> None:
    text = to_summary_table(position(), lines=False)
    assert "Open | Plus" not in text
    assert "Licences" not in text
    assert "  Total                                                    £400  £239       £161\n" in text


def test_a_narrow_page_lists_the_figures_one_below_the_other() -> None:
    text = to_summary_table(position(), Page(40))
    assert "  Total\n    opening   £400\n    used      £239\n    remaining £161\n" in text


@pytest.mark.parametrize("width", [24, 40, 60, 80, 120])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_no_line_is_wider_than_the_page_and_all_can_be_encoded(width: int, encoding: str) -> None:
    text = to_summary_table(position(), Page(width, encoding))
    assert max(map(len, text.splitlines())) <= width
    assert text.encode(encoding)
    assert ("4,917^" if encoding == "ascii" else "4,917†") in text


def test_ascii_has_its_own_bars_and_marks() -> None:
    text = to_summary_table(position(), Page(80, "ascii"))
    assert "  used  ############........  59.8% of what there was\n" in text
    assert "GBP 108*\n" in text
    assert "Libraries  variance _#\n" in text


def test_colour_says_nothing_that_words_do_not() -> None:
    """Taking the colour codes away leaves the very text of a page without colour."""
    coloured = to_summary_table(position(), Page(colour=True))
    assert "\x1b[" in coloured
    assert [line.rstrip() for line in re.sub(r"\x1b\[[\d;]*m", "", coloured).splitlines()] == to_summary_table(
        position()
    ).splitlines()


def test_markdown_has_the_same_figures_and_reads_no_text_as_markup() -> None:
    text = to_summary_markdown(position())
    assert "| 2021/22 Q1 forecast | £4,917† | £5,021 | £104 over | +2.1% | Red |\n" in text
    assert "| Investment – Open \\| Plus | £300 | £239 | £61 |\n" in text
    assert "| Flexibility – \\*Museums\\* | £100 | £0 | £100 |\n" in text
    assert "| Change | £108\\* |\n" in text
    assert "- cash_limits.csv:3 CL01 Previously reported + change = cash limit" in text
    assert "Licences" not in to_summary_markdown(position(), lines=False)


def test_every_row_of_a_markdown_table_has_as_many_cells_as_its_header() -> None:
    for table in re.findall(r"(?:^\|.*\n)+", to_summary_markdown(position()), re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1


def test_json_has_every_figure_with_its_cells_and_the_checks_that_use_it() -> None:
    document = json.loads(to_summary_json(position(), 0))
    assert list(document) == ["schema_version", "tool", "exit_code", "reports", "findings", "absent"]
    budget, quarter = document["reports"]
    (finding,) = document["findings"]
    assert quarter["cash_limit"]["current"] == {
        "amount": "4917",
        "cells": [{"file": "cash_limits.csv", "line": 3, "column": "cash_limit", "address": "F3"}],
        "is_computed": False,
        "findings": [finding["id"]],
    }
    assert (finding["rule"], finding["file"], finding["line"], finding["column"]) == (
        "CL01", "cash_limits.csv", 3, "cash_limit",
    )  # fmt: skip
    assert budget["cash_limit"]["change"]["is_computed"]
    assert (quarter["variance"]["percent"], quarter["variance"]["direction"], quarter["variance"]["rating"]) == (
        "2.1", "over budget", "Red",
    )  # fmt: skip
    assert quarter["savings"]["achieved"]["amount"] is None
    assert budget["reserves"] is None
    assert quarter["movement"]["since"] == ["2021/22", "B"]


def test_a_known_finding_is_said_to_be_known() -> None:
    """The figure is marked all the same: an accepted difference is still one."""
    checks = position().checks
    (finding,) = position().marked
    acceptance = Acceptance("CL01", {}, None, "typed in the annual report", "J Smith", date(2022, 6, 1))
    accepted = replace(position(), checks=replace(checks, accepted=(Accepted(finding.id, acceptance),)))
    immaterial = replace(position(), checks=replace(checks, immaterial=(finding.id,)))
    assert "£54 too low – accepted: typed in the annual report\n" in to_summary_table(accepted)
    assert "£54 too low – immaterial" in to_summary_table(immaterial)
