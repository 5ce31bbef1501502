"""Every money figure of the shipped ledgers is read again from the text of the report that prints it.

A claim says where the figures of a row stand: a whole line of a table, under its header, or a phrase of the
prose. `{column}` in a claim is the row's own cell, so a figure, a label or a column that is not the report's
finds no such line. The ledgers are read with the csv module and nothing of the package, so that a slip in its
loader cannot hide a slip in a ledger.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations

import pytest

from tests.support.places import REPORTS, STOCKPORT

CFE19, IN19 = "cfe-2019-20-annual", "in-2019-20-annual"
RCG, IN21, CFE21 = "rcg-2021-22-agreement", "in-2021-22-mid-year", "cfe-2021-22-annual"

MONEY: Mapping[str, tuple[str, ...]] = {
    "appropriations": ("amount",),
    "budget_changes": ("amount",),
    "capital_funding": ("amount",),
    "capital_programme": ("amount",),
    "cash_limits": ("previously_reported", "change", "cash_limit"),
    "headlines": ("amount",),
    "one_off_investments": ("amount",),
    "outturns": ("cash_limit", "net_expenditure", "appropriations", "outturn", "variance"),
    "reserve_movements": ("opening", "usage", "movement", "closing"),
    "savings": ("value", "achieved"),
    "service_budgets": ("employee", "non_employee", "gross", "income", "net"),
}
"""The money columns of every ledger. The performance measures hold no money and have a test of their own."""

Row = Mapping[str, str]


@cache
def ledger(name: str) -> tuple[Row, ...]:
    """The rows of a ledger as text; a ragged row raises ValueError."""
    with (STOCKPORT / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return tuple(dict(zip(header, row, strict=True)) for row in rows)


@cache
def report(name: str) -> str:
    return (REPORTS / f"{name}.txt").read_text(encoding="utf-8")


@cache
def edition(name: str) -> tuple[str, str, str]:
    """Financial year, period and portfolio of a report, from its own title."""
    title = re.search(
        r"(Citizen Focus and Engagement|Inclusive Neighbourhoods|Resources, Commissioning and Governance)"
        r"[\s*]+Portfolio Performance\s+and Resources\s+(Annual Report|Mid-Year Report|Agreement) (\d{4}/\d{2})\n",
        report(name)[:400],
    )
    assert title is not None, name
    period = {"Annual Report": "Q4", "Mid-Year Report": "Q2", "Agreement": "B"}[title[2]]
    return title[3], period, title[1]


@cache
def passage(name: str, after: str, before: str) -> str:
    """The lines of a report between two texts; `after`, normally a table's header, must stand there once."""
    assert report(name).count(after) == 1, (name, after)
    return report(name).partition(after)[2].partition(before)[0]


@dataclass(frozen=True)
class Claim:
    """Where the figures of some rows of a ledger are printed.

    `printed` is the text: `{column}` stands for the row's cell, `{column:unsigned}` for a cell in parentheses
    where the report says "reduction" instead, and `{*}` for anything but a tab or a new line. With `after` it
    is a whole line of the table between `after` and `before`, for each row that `rows` selects; without, it is
    a phrase of the prose, for one row. A cell of two lines shares its figures: the report prints its second line
    under the first, in a line of the table with nothing beside it.
    """

    report: str
    ledger: str
    printed: str
    rows: Row = field(default_factory=dict)
    after: str = ""
    before: str = "\n\n"

    def is_about(self, row: Row) -> bool:
        """Whether the row is of this report and among those selected."""
        return (row["financial_year"], row["period"], row["portfolio"]) == edition(self.report) and all(
            row[column] == text for column, text in self.rows.items()
        )

    @property
    def columns(self) -> frozenset[str]:
        """The money columns whose figures it places."""
        named = set(re.findall(r"\{(\w+)[}:]", self.printed))
        return frozenset(named.intersection(MONEY[self.ledger]))

    def places(self, row: Row) -> list[int]:
        """Where the row is printed, as offsets into the passage; anything but one place is a misreading."""
        pattern, below = "", ""
        for part in re.split(r"(\{[^}]+\})", self.printed):
            if not part.startswith("{"):
                pattern += re.escape(part)
            elif part == "{*}":
                pattern += r"[^\t\n]*"
            elif part.endswith(":unsigned}"):
                bracketed = re.fullmatch(r"\((.*)\)", row[part[1:-10]])
                pattern += re.escape(bracketed[1]) if bracketed else r"(?!)"  # matches nothing
            else:
                first, *more = row[part[1:-1]].split("\n")
                pattern += re.escape(first)
                below += "".join(rf"\n{re.escape(line)}\t*" for line in more)
        pattern += below
        if not self.after:
            return [match.start() for match in re.finditer(pattern, report(self.report))]
        lines = passage(self.report, self.after, self.before)
        return [match.start() for match in re.finditer(f"^{pattern}$", lines, re.MULTILINE)]


def claims() -> Iterator[Claim]:
    """All claims, ledger by ledger."""
    fronts = {
        CFE19: "Revenue Budget (Outturn)\n\n\t£000\n",
        IN19: "**Revenue Budget (Outturn)**\n\n\t<b>£000</b>\n",
        IN21: "Cabinet Member for Inclusive Neighbourhoods**\n\n\t£000\n",
        CFE21: "Revenue Budget 2021/22 (Outturn)\n\n\t£000\n",
    }
    for name, after in fronts.items():
        outturn = "Forecast" if name == IN21 else "Outturn"
        labels = {"cash_limit": "Cash Limit", "outturn": outturn, "variance": "(Surplus)/Deficit"}
        for figure, label in labels.items():
            yield Claim(name, "headlines", f"{label}\t{{amount}}", {"figure": figure}, after)
        yield Claim(name, "outturns", f"{outturn}\t{{outturn}}", {"basis": outturn.lower()}, after)
    revenue, capital = "Revenue Budget 2021/22\n\n\t£000\n", "Capital Programme\n\n\t£000\n"
    yield Claim(RCG, "headlines", "Gross expenditure budget\t{amount}", {"figure": "gross_expenditure"}, revenue)
    yield Claim(RCG, "headlines", "Less income budget\t{amount}", {"figure": "income"}, revenue)
    yield Claim(RCG, "headlines", "Net cash limit budget\t{amount}", {"figure": "net_cash_limit"}, revenue)
    yield Claim(RCG, "headlines", "{programme_year} Capital Budget\t{amount}", {"figure": "capital_budget"}, capital)
    for name, figure, phrase in (
        (CFE19, "reserves_used", "Use of reserves in the outturn above is {amount}."),
        (IN19, "reserves_used", "Use of reserves included in the outturn above is {amount}."),
        (RCG, "reserves_approved", "Approved use of reserves balance is {amount}."),
        (CFE21, "reserves_approved", "Approved use of reserves balance is {amount};"),
        (CFE21, "reserves_used", "appropriations from them of {amount} is included in the outturn,"),
        (CFE21, "reserves_contributed", "together with appropriations to other reserves held elsewhere of {amount}."),
    ):
        yield Claim(name, "headlines", phrase, {"figure": figure})

    limits = "{previously_reported}\t{change}\t{cash_limit}"
    position = "{cash_limit}\t{net_expenditure}\t{appropriations}\t{variance}"
    for name in (CFE19, IN19):
        after = "\tPreviously Reported £000\tChange £000\tCurrent £000\n"
        yield Claim(name, "cash_limits", f"Cash Limit\t{limits}", {"previous_period": ""}, after)
        after = "Net Cash Limit £000\tNet Expenditure £000\tAppropriations £000\tSurplus £000\n"
        yield Claim(name, "outturns", position, {"basis": "outturn"}, after)
    for name, earlier, period in ((IN21, "Q1.5", "Q2"), (CFE21, "Q3", "Q4")):
        after = f"\tPreviously Reported ({earlier})\tIncrease/ (Reduction)\tBudget at {period}\n\t£000\t£000\t£000\n"
        yield Claim(name, "cash_limits", f"Cash Limit Budget\t{limits}", {"previous_period": earlier}, after)
    thousands = "\n£000\t£000\t£000\t£000\n"
    after = f"Net Cash Limit\tForecast Net Expenditure\tForecast Appropriations\tForecast Outturn{thousands}"
    yield Claim(IN21, "outturns", position, {"basis": "forecast"}, after)
    # the last column's heading says Outturn, and the figure under it is the variance
    after = f"Net Cash Limit\tNet Expenditure\tAppropriations\tOutturn{thousands}"
    yield Claim(CFE21, "outturns", position, {"basis": "outturn"}, after)

    after, before = "agreed as part of the 2021/22 budget setting process.\n\n\t£000\n", "\n\nThe cash limit is"
    for printed in (
        "Resources, Commissioning & Governance 2020/21 Budget at Q3\t{previously_reported}",
        "2021/22 Cash Limit Budget\t{cash_limit}",
    ):
        yield Claim(RCG, "cash_limits", printed, {"previous_period": "2020/21 Q3"}, after, before)
    yield Claim(RCG, "budget_changes", "{description}\t{amount}", {}, after, before)
    for name, kind, phrase in (
        (CFE19, "adjustment", "A temporary budget adjustment of {amount} has been made to fund {description}."),
        (IN19, "adjustment", "A temporary budget adjustment of {amount} has been made to fund {description}."),
        (IN21, "adjustment", "includes a {amount:unsigned} reduction relating to a {description}."),
        (IN21, "virement", "A {description}, {*}, has led to a budget increase of {amount} into the Support Funds."),
        (IN21, "", "The cash limit budget has increased by {amount} and includes"),
        (CFE21, "pay award", "{description}; the cash limit was adjusted by {amount} for this cost increase."),
        (CFE21, "adjustment", "An adjustment of a {amount} increase to cover the {description}."),
        (CFE21, "", "The budget has increased by {amount} since the previous Q3 PPRR Update Report:"),
    ):
        yield Claim(name, "budget_changes", phrase, {"category": kind, "row_type": "line" if kind else "total"})

    line, total = {"row_type": "line"}, {"row_type": "total"}
    lead = "Reserve Category\tReserve Narration\tTo be used for\t"
    reserve = "{category}\t{reserve}\t{purpose}\t{opening}"
    after = f"{lead}Approved £000\tChange £000\tBalance £000\n"
    for name, printed in (
        (CFE19, "\t\t{reserve}\t{opening}\t{usage}\t{closing}"),
        (IN19, "<b>{reserve}</b>\t\t\t<b>{opening}</b>\t<b>{usage}</b>\t<b>{closing}</b>"),
    ):
        yield Claim(name, "reserve_movements", f"{reserve}\t{{usage}}\t{{closing}}", line, after)
        yield Claim(name, "reserve_movements", printed, total, after)
    approved, before = f"{lead}Approved £000\n", "\n\nThe reserve commitments"
    yield Claim(RCG, "reserve_movements", reserve, line, approved, before)
    yield Claim(RCG, "reserve_movements", "\t\t\t{opening}", {"row_type": "subtotal"}, approved, before)
    yield Claim(RCG, "reserve_movements", "{reserve}\t\t\t{opening}", total, approved, before)
    balance = 'Balance of Reserve/ "Approved Use" £000'
    for name, change, cells in (
        (IN21, 'Planned use of Reserves / "Approved Use" 2021/22 £000', "{reserve}\tl\t\t"),  # "l": a table rule
        (CFE21, "Usage & changes 2021/22 £000", "{reserve}\t\t\t"),
    ):
        after = f"{lead}{balance}\t{change}\t{balance}\n"
        yield Claim(name, "reserve_movements", f"{reserve}\t{{movement}}\t{{closing}}", line, after)
        yield Claim(name, "reserve_movements", f"{cells}{{opening}}\t{{movement}}\t{{closing}}", total, after)

    for name, direction, holder, purpose, phrase in (
        (CFE19, "from", "", "Museum Projects", "Use of reserves in the outturn above is {amount}."),
        (IN19, "from", "", "Stockport Local Fund", "Use of reserves included in the outturn above is {amount}."),
        (CFE21, "from", "", "Cultural Services to Support Our Residents",
         "The {amount} investment set aside for cultural network, strategy and projects was fully utilised in year."),
        (CFE21, "from", "", "Libraries open Plus", "Of the reserve {amount} was appropriated to part fund the program"),
        (CFE21, "released", "", "Libraries open Plus", "An amount of {amount} has therefore been unearmarked from"),
        (CFE21, "to", "Adult Care and Health", "Covid-19 prevention measures for the next period",
         "resources of {amount} (in {*} to fund {purpose}, {*}. The {reserve} is held in the {held_by} Portfolio."),
        (CFE21, "to", "Held elsewhere", "support activity into the new year",
         "an adjustment of {amount} into reserves to enable resources to be stretched for {purpose}."),
    ):  # fmt: skip
        selected = {"direction": direction, "held_by": holder, "purpose": purpose}
        yield Claim(name, "appropriations", phrase, selected)
    # of this draw the prose says only that the table reflects it
    digital = {"direction": "from", "purpose": "Digital Inclusion and Financial Inclusion to Support Residents"}
    yield Claim(CFE21, "appropriations", "{reserve}\t{purpose}\t500\t({amount})\t370\n", digital)

    saving, last = "Proposal\tRisk Rating\tValue £000\t", "Additional Information\n"
    printed = "{proposal}\t{risk_rating}\t{value}\t{achieved}\t{information}"
    yield Claim(CFE19, "savings", printed, {}, f"{saving}Value Achieved £000\t{last}")
    for name in (RCG, CFE21):
        yield Claim(name, "savings", "{proposal}\t{risk_rating}\t{value}\t{information}", {}, saving + last)

    after = (
        "\tEmployee Expenditure\tNon- Employee Expenditure\tGross Expenditure\tIncome\tNet Cash Limit Budget\n"
        "\t£000\t£000\t£000\t£000\t£000\n"
    )
    printed = "{service}\t{employee}\t{non_employee}\t{gross}\t{income}\t{net}"
    yield Claim(RCG, "service_budgets", printed, {}, after)

    other = "Scheme\t2021/22 Programme £000\t2022/23 Programme £000\nNon-Education Capital Schemes\t\t\n"
    education, funding = "Education - Schools Capital Programme\t\t\n", "Resources\t2021/22 £000\t2022/23 £000\n"
    for year, cells in (("2021/22", "{amount}\t{*}"), ("2022/23", "{*}\t{amount}")):
        for sector, after, before in (
            ("Non-Education", other, education),
            ("Education", education, "\n\n"),
            ("", education, "\n\n"),
        ):
            selected = {"programme_year": year, "sector": sector}
            yield Claim(RCG, "capital_programme", f"{{scheme}}\t{cells}", selected, after, before)
        yield Claim(RCG, "capital_funding", f"{{source}}\t{cells}", {"programme_year": year}, funding)

    after, before = "Investments aligned to Resources, Commissioning & Governance include:\n\n", "\n\nGLOSSARY"
    yield Claim(RCG, "one_off_investments", "- {investment} ({amount}){*}", {}, after, before)


CLAIMS = tuple(claims())


def claims_about(name: str, row: Row) -> list[Claim]:
    return [claim for claim in CLAIMS if claim.ledger == name and claim.is_about(row)]


def is_as_printed(name: str, row: Row) -> bool:
    """Whether every claim about the row finds it printed, once."""
    return all(len(claim.places(row)) == 1 for claim in claims_about(name, row))


def figures(name: str, row: Row) -> dict[str, str]:
    """The row's money cells by column, without the blank ones."""
    return {column: row[column] for column in MONEY[name] if row.get(column)}


def test_no_ledger_escapes() -> None:
    assert {path.stem for path in STOCKPORT.glob("*.csv")} - {"performance_measures"} == set(MONEY)


@pytest.mark.parametrize("name", MONEY)
def test_every_figure_stands_in_its_report(name: str) -> None:
    """Each money cell is placed by exactly one claim, the claim holds, and the row's pointer names its report."""
    for row in ledger(name):
        about = claims_about(name, row)
        for column in figures(name, row):
            assert sum(column in claim.columns for claim in about) == 1, (column, row)
        for claim in about:
            assert len(claim.places(row)) == 1, (claim.printed, row)
            assert list(row.values())[-1].startswith(claim.report), row


def test_every_printed_figure_is_in_a_ledger() -> None:
    """No line with a figure is left out of a table that a claim reads, and no line or phrase is read twice."""
    read: dict[tuple[str, str, str, str], set[int]] = {}  # by passage and, where a line has two, programme year
    for claim in CLAIMS:
        places = [place for row in ledger(claim.ledger) if claim.is_about(row) for place in claim.places(row)]
        assert len(places) == len(set(places)) > 0, claim
        if claim.after:
            year = claim.rows.get("programme_year", "")
            read.setdefault((claim.report, claim.after, claim.before, year), set()).update(places)
    for (name, after, before, _), lines in read.items():
        printed = re.finditer(r"^.*\d.*$", passage(name, after, before), re.MULTILINE)
        assert {line.start() for line in printed} <= lines, (name, after)


@pytest.mark.parametrize("name", MONEY)
def test_a_mistyped_figure_is_noticed(name: str) -> None:
    """Any one digit changed, a sign turned or a figure left out makes the re-reading of its row fail."""
    for row in ledger(name):
        for column, text in figures(name, row).items():
            slips = {text[:at] + digit + text[at + 1 :] for at, old in enumerate(text) if old.isdigit()
                     for digit in "0123456789" if digit != old}  # fmt: skip
            slips |= {"", text.strip("()") if text.startswith("(") else f"({text})"}
            for slip in slips:
                assert not is_as_printed(name, {**row, column: slip}), (column, slip, row)


@pytest.mark.parametrize("name", MONEY)
def test_a_figure_in_the_wrong_place_is_noticed(name: str) -> None:
    """Two figures of a row exchanged, or the figures of two rows, make the re-reading fail."""
    for row in ledger(name):
        for (column, text), (other, other_text) in combinations(figures(name, row).items(), 2):
            if text != other_text:
                assert not is_as_printed(name, {**row, column: other_text, other: text}), (column, other, row)
    for one, two in combinations(ledger(name), 2):
        if figures(name, one) and figures(name, one) != figures(name, two):
            moved = {column: two[column] for column in MONEY[name]}
            assert not is_as_printed(name, {**one, **moved}), (one, two)


def test_appropriations_name_reserves_as_their_ledger_does() -> None:
    reserves = {(row["reserve"], row["purpose"]) for row in ledger("reserve_movements")}
    own = {(row["reserve"], row["purpose"]) for row in ledger("appropriations") if not row["held_by"]}
    assert own <= reserves


def test_investments_name_purposes_as_the_reserves_do() -> None:
    purposes = {row["purpose"] for row in ledger("reserve_movements")}
    assert {row["purpose"] for row in ledger("one_off_investments")} <= purposes
