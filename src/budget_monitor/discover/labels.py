"""What labels and headings say of rows and columns: totals, identifiers, and the parts that a figure may play."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from budget_monitor.model.ledgers.grid import Grid, GridCell
from budget_monitor.model.ledgers.names import in_words
from budget_monitor.model.ledgers.period import is_calendar_year

MIN_FIGURES = 2
"""One figure may be anything."""

_AVERAGE = re.compile(r"(?i)\b(?:averages?|avg|mean)\b")
_CODE = re.compile(
    r"(?i)^\W*(?:no\.?|nr\.?|refs?|references?|ids?|(?:[\w.]+ ){0,4}codes?|#|index|version|page|cost cent(?:re|er)s?"
    r"|(?:account|acct|budget|cheque|document|invoice|item|order|project)\.?[ _]?(?:no\.?|num|number|#|id))\W*$"
)
_STEP = re.compile(r"(?i)^\W*(?:(?:financial |fiscal |calendar )?years?|months?|periods?|levels?|lines?|rows?)\W*$")
_BALANCE = re.compile(r"(?i)\b(?:opening|closing|balances?|brought forward|carried forward|[bc]/f(?:wd)?)\b")


_RUNNING = re.compile(r"(?i)\b(?:cumulative(?:ly)?|cum\.?|running (?:total|balance)s?)(?!\w)")
_OF_WHICH = re.compile(
    r"(?i)^\W*(?:of (?:which|that|this)|o/w|thereof|incl(?:uding|\.)|memo(?:randum)?\b)|\bof which\b"
)
_PERCENT_SIGN = r"(?:(?<!\d)|(?<=\b(?:19|20)\d\d)|(?<=/\d\d))%"
"""That of a column's figures; not of a rate that they were worked out at: precept at 2.99%."""
_RATE = re.compile(
    r"(?i)\b(?:averages?|(?<!business )(?<!domestic )rates?|prices?|ratios?|per|percentages?|mean|median"
    rf"|rank(?:ing)?s?|scores?)\b|{_PERCENT_SIGN}|\bno\.? of days\b"
)


_PERCENTAGE = re.compile(rf"(?i){_PERCENT_SIGN}|\bper ?cent(?:ages?)?\b|\bproportion\b|\bshare\b")
_ERROR = re.compile(
    r"(?i)±|\b(?:margins? of error|std\.? err(?:ors?)?|standard errors?|moes?|rses?|confidence interval)\b"
)
_ADJUSTED = re.compile(r"(?i)\brandom(?:ly)? (?:adjust|round|perturb)|\bperturbed\b|\bconfidentiali[sz]ed\b")
_COUNTED = re.compile(
    r"(?i)\b(?:number|nos?\. of|headcount|applications?|decisions?|orders|cases|visits|visitors|calls|complaints"
    r"|requests|incidents|inspections|households|tenancies|lettings|referrals|assessments|appeals|enquiries|starters"
    r"|leavers|births|deaths|offences|admissions|attendances|burials|cremations|bookings|pupils|posts|vacancies|received"
    r"|answered|approved|refused|granted|placed|waiting|closed|upheld)\b"
)
_MEASURED = re.compile(
    r"(?i)[£$€%]|\b(?:000s?|thousands?|costs?|budgets?|income|spend(?:ing)?|spent|expenditure|fees?|charges?|values?|amounts?"
    r"|grants?|funding|savings?|prices?|rates?|averages?|per|percentages?|hours|days|weeks|tonnes|fte|full[ -]time)\b"
)
_DAY = r"(?:at|on|to)? ?(?:{})(?:st|th)? (?:{})"
_OPENING = re.compile(rf"(?i)\b(?:opening|brought forward|b/?fw?d?|{_DAY.format('1|30|31', 'april|march')})\b")
_CLOSING = re.compile(
    rf"(?i)\b(?:closing|carried forward|c/?fw?d?|{_DAY.format('30|31', 'march|june|september|december')})\b"
)


_PAID_BACK = re.compile(
    r"(?i)\b(?:reimburse(?:d|ments?)|replenish(?:ed|ments?)|topp?(?:ed)?[ -]?up|restored|refund(?:ed)?s?)\b"
)


def is_paid_back(text: str) -> bool:
    """True if a label says that what was spent was put back: the float of a petty cash is made up."""
    return _PAID_BACK.search(text) is not None


_MOVED = re.compile(r"(?i)\b(?:net|movements?|surplus|deficit|change|in[- ]year|result)\b")


def is_movement(text: str) -> bool:
    """True if a label names by how much a balance moved."""
    return _MOVED.search(text) is not None


def is_opening(text: str) -> bool:
    """True if a label surely names a balance at the beginning."""
    return _OPENING.search(text) is not None


def is_closing(text: str) -> bool:
    """True if a label surely names a balance at the end."""
    return _CLOSING.search(text) is not None


def is_dated_before(text: str, others: Iterable[str]) -> bool:
    """True if a label names a year, and one of some others a later one: what stood a year ago, for comparison, is not
    what they come to.
    """
    own = _YEAR.findall(text)
    return bool(own) and any(years[-1] > own[-1] for other in others if (years := _YEAR.findall(other)))


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def is_of_which(text: str) -> bool:
    """True if a label says that its line is a part of the one above it, and not to be added again."""
    return _OF_WHICH.search(text) is not None


def is_counted(text: str) -> bool:
    """True if a heading stands over how many there were of something, which nobody rounds."""
    return _COUNTED.search(text) is not None and _MEASURED.search(text) is None


def is_average(text: str) -> bool:
    """True if a label or heading calls its row or column an average."""
    return _AVERAGE.search(in_words(text)) is not None


def is_rate(text: str) -> bool:
    """True if a heading stands over rates, averages or shares, which do not add up."""
    return _RATE.search(in_words(text)) is not None


_QUANTITY = re.compile(
    r"(?i)^\W*(?:qty|quantit(?:y|ies)|units?|nos?\.?|numbers?|count|hours|days|nights|weeks|months|persons?|people|#)"
    r"(?:\W*$|\W+(?:of|required|needed|ordered|bought)\b)"
)
_UNIT_PRICE = re.compile(r"(?i)\b(?:prices?|rates?|unit(?:ary)? costs?|costs? (?:each|per)|each)\b|^\W*costs?\W*$")


def is_quantity(text: str) -> bool:
    """True if a heading is that of how many are bought, or for how long."""
    return _QUANTITY.search(in_words(text)) is not None


def is_unit_price(text: str) -> bool:
    """True if a heading is that of what one of them costs."""
    return _UNIT_PRICE.search(in_words(text)) is not None


def per_how_many(text: str) -> int:
    """Per how many a heading tells a rate, where that is a round number of at least 1,000; else 1."""
    found = _PER_MANY.search(text)
    digits, word = found.groups(default="") if found else ("", "")
    return int(re.sub(r"\D", "", digits) or 1) * _COUNTS.get(word.casefold(), 1)


_PER_MANY = re.compile(r"(?i)\b(?:per|/) ?(10{0,2}(?:[\s,.]?0{3}){1,2}\b|)(?: ?(thousand|million)\b)?")
_COUNTS = {"thousand": 1_000, "million": 1_000_000}


def is_percentage(text: str) -> bool:
    """True if a label or heading calls its row or column a percentage."""
    return _PERCENTAGE.search(in_words(text)) is not None


def is_error(text: str) -> bool:
    """True if a heading stands over how far figures may be from the truth, which does not add up."""
    return _ERROR.search(text) is not None


def are_adjusted(text: str) -> bool:
    """True if a note says that figures were altered at random so as to name nobody: they need not add up."""
    return _ADJUSTED.search(text) is not None


def is_code_heading(text: str) -> bool:
    """True if a heading stands over identifiers, not amounts: Ref, No, Code."""
    return _CODE.match(text) is not None


def is_step_heading(text: str) -> bool:
    """True if a heading may stand over small numbers that count: Month, Period, Level, Line."""
    return _STEP.match(text) is not None


def is_running(text: str) -> bool:
    """True if a heading stands over what all lines down to each come to."""
    return _RUNNING.search(text) is not None


def is_balance(text: str) -> bool:
    """True if a label names a balance, which does not add up over several periods."""
    return _BALANCE.search(text) is not None


def names_columns(row: Sequence[GridCell], columns: Iterable[int]) -> bool:
    """True if a row's figures name its columns: years, or a count from left to right."""
    cells = [row[column] for column in columns if row[column].value is not None]
    if len(cells) < MIN_FIGURES:
        return False
    if all(is_calendar_year(cell.text.strip()) for cell in cells):
        return True
    numbers = [cell.value for cell in cells if cell.value is not None]
    return numbers[0] in (0, 1) and len(cells) > MIN_FIGURES and _rise_by_one(numbers)


def holds_years(row: Sequence[GridCell]) -> bool:
    """True if a row's only figures are years, and so are others with a note behind them: 2020 1, 2021."""
    texts = [cell.text.strip() for cell in row]
    years = sum(1 for text in texts if is_calendar_year(text.partition(" ")[0]))
    figures = [text for cell, text in zip(row, texts, strict=True) if cell.value is not None]
    return years >= MIN_FIGURES and all(map(is_calendar_year, figures))


def _rise_by_one(numbers: Sequence[Decimal]) -> bool:
    return all(after - before == 1 for before, after in itertools.pairwise(numbers))


def are_codes(grid: Grid, column: int, rows: list[int], heading: str) -> bool:
    """True if a column's figures are identifiers: years, or numbers of rows, or under a heading that says so.

    Costs that rise by one each month are none: numbers of rows begin at 0 or 1, or stand under no heading.
    """
    cells = [grid.rows[row][column] for row in rows if grid.rows[row][column].value is not None]
    if all(is_calendar_year(cell.text.strip()) for cell in cells):
        return True
    numbers = [cell.value for cell in cells if cell.value is not None]
    if sum(_begins_with_nought(cell.text) for cell in cells) >= MIN_FIGURES and all(one % 1 == 0 for one in numbers):
        return True
    are_steps = is_step_heading(heading) and all(0 <= one <= MAX_COUNTED for one in numbers)
    if (are_steps or is_code_heading(heading)) and all(one % 1 == 0 for one in numbers):
        return True
    return len(numbers) > MIN_FIGURES and (numbers[0] in (0, 1) or not heading) and _rise_by_one(numbers)


def _begins_with_nought(text: str) -> bool:
    """True of 01 or 007, which no amount is written as."""
    digits = text.strip()
    return len(digits) > 1 and digits.isdigit() and digits[0] == "0" and digits.strip("0") != ""


MAX_COUNTED = 99
"""Months, levels and lines are counted no farther."""
