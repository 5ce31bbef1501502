"""Which report a document is: its authority, financial year, period and portfolio, from its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from budget_monitor.model.documents.document import BlockKind, Document
from budget_monitor.model.documents.transcript import Edition
from budget_monitor.model.ledgers.names import bare_words
from budget_monitor.model.ledgers.period import (
    MONTH_BEGINNINGS,
    YEAR_AMONG_WORDS,
    parse_financial_year,
    parse_period,
    period_rank,
)
from budget_monitor.scrutinise.words import content

MAX_TITLE_BLOCKS = 14
MAX_TITLE_CHARACTERS = 120
MAX_PORTFOLIO_WORDS = 9
_REPORT = re.compile(r"(?i)\b(?:report|agreement|statement|review|update|monitoring|outturn|budget|accounts|book)\b")
_AUTHORITY = re.compile(
    r"(?i)\b(?:council|borough|authority|trust|board|corporation|constabulary|association|combined authority|club"
    r"|society|charity|academy|university|college|parish)\b"
)
_BODY = re.compile(rf"(?:.*\S )?{_AUTHORITY.pattern.removeprefix('(?i)')}(?: of .+)?$", re.IGNORECASE)
"""A name that such a word ends, or begins with `of` after it: Council Tax is none."""
_KINDS_OF_AUTHORITY = frozenset({"metropolitan", "borough", "city", "county", "district", "town", "parish", "council"})
_PLAIN = frozenset(
    re.findall(
        r"\S+",
        """a an and annual agreement april april's as at book budget by capital cash committee council councils date
        december document draft end expenditure final finance financial first for forecast fourth from full half income
        january june ledger limit management march meeting mid monitoring month months monthly november october of on
        outturn performance period plan portfolio position progress provisional q1 q2 q3 q4 qtr quarter quarterly report
        reports reporting resource resources revenue review savings scrutiny second september service six statement
        summary the third three to treasurer treasurers update version year years nine twelve""",
    )
)
_MONTH_ENDS = re.compile(
    r"(?i)\b(?:to|at|ended|ending|until)\s+(?:the end of\s+)?(?:30|31|28|29)?(?:st|th)?\s*([A-Z][a-z]{2,8})\b"
)
_QUARTER_OF_MONTH = {"P03": "Q1", "P06": "Q2", "P09": "Q3", "P12": "Q4"}
_AGREED = re.compile(r"(?i)\b(?:agreement|original budget|budget (?:book|report|proposals?|setting)|approved budget)\b")
_AUTHOR = re.compile(
    r"(?i)(?:joint )?(?:report|paper|briefing) (?:of|by|from|to)\b|author|prepared (?:by|for)|contact|date\b"
)
_PARTS = re.compile(r"\s*:\s+|\s+[–—-]\s+")
"""What stands between the parts of one line: `Millbrook Borough Council: Adults portfolio, annual report`."""
MAX_PARTS = 4
_PORTFOLIO_OF = re.compile(
    r"(?i:cabinet member for|portfolio holder for|^(?:portfolio|directorate|service|department):)\s*(.{4,80})"
)
_OWN_PORTFOLIO = re.compile(r"^(.{4,80}?)\s+(?i:portfolio|directorate|department)\s*(?:[:,–—]|-\s)")
"""`Housing and Regeneration Portfolio: Performance and Resources Report`."""


def edition_of(document: Document) -> Edition:
    """What the title says; empty for what it does not."""
    titles = _titles(document)
    year = next((found for text in titles for found in _years(text)), "")
    if not year:
        named = [found for block in document.blocks[:MAX_TITLE_BLOCKS] for found in _years(block.text)]
        year = named[0] if len(set(named)) == 1 else ""
    authority = _authority(titles)
    return Edition(year, _period(titles), _portfolio(document, titles, authority), authority)


def doubts_of_last(document: Document, last: Document) -> tuple[str, ...]:
    """Why another document is hardly the last report before this one, by their titles: it is of another portfolio, or
    not from before. Nothing where either does not say.
    """
    own, other = edition_of(document), edition_of(last)
    found = []
    if own.portfolio and other.portfolio and not content(own.portfolio) & content(other.portfolio):
        found.append(f"{last.file}, given as the last report, is of {other.portfolio}, and this one of {own.portfolio}")
    if own.missing or other.missing:
        return tuple(found)
    times = [(one.financial_year, period_rank(one.period)) for one in (own, other)]
    if times[1] >= times[0]:
        when = f"{other.financial_year} {other.period}"
        this = f"of {own.financial_year} {own.period}"
        found.append(f"{last.file}, given as the last report, is of {when}, and this one {this}: not after it")
    return tuple(found)


_NO_TITLES = (BlockKind.PICTURE, BlockKind.EDGE)


def _titles(document: Document) -> list[str]:
    """The short lines before the first table of figures."""
    blocks = [one for one in document.blocks[: 2 * MAX_TITLE_BLOCKS] if one.kind not in _NO_TITLES]
    first = list(takewhile(lambda one: one.grid is None or not _has_figures(one.grid.rows), blocks))
    return [one.text for one in first if one.grid is None and len(one.text) <= MAX_TITLE_CHARACTERS][:MAX_TITLE_BLOCKS]


def _has_figures(rows: Sequence[Sequence[object]]) -> bool:
    return sum(1 for row in rows for cell in row if getattr(cell, "value", None) is not None) > 1


def _years(text: str) -> list[str]:
    return [
        year for match in YEAR_AMONG_WORDS.finditer(text) if (year := parse_financial_year(re.sub(r"\s", "", match[0])))
    ]


def _period(titles: Sequence[str]) -> str:
    """A quarter, a month by its number or an outturn first; then a budget; then the month that it goes to."""
    for text in titles:
        if (found := _named_period(text)) and found != "B":
            return found
    if any(_AGREED.search(text) for text in titles if _REPORT.search(text)):
        return "B"
    for text in titles:
        if (match := _MONTH_ENDS.search(text)) and (month := parse_period(match[1])):
            return _QUARTER_OF_MONTH.get(month, month)
    return "B" if any(re.search(r"(?i)\bbudget\b", text) and _years(text) for text in titles) else ""


def _named_period(text: str) -> str:
    words = re.sub(r"[^\w./'-]", " ", YEAR_AMONG_WORDS.sub(" ", text)).split()
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            window = " ".join(words[start : start + size])
            period = parse_period(window) if not _is_month_name(window) else None
            if period:
                return period
    return ""


def _is_month_name(text: str) -> bool:
    return text[0].isalpha() and bool(re.match(rf"(?i){MONTH_BEGINNINGS}", text))


def _authority(titles: Sequence[str]) -> str:
    """The line that names a council or other body, with the line before where it only says of what kind it is; else
    the part of a line that does.
    """
    for before, text in pairwise(["", *titles]):
        kept = YEAR_AMONG_WORDS.split(text)[0].strip(" -–:,")
        if _AUTHORITY.search(kept) and not _REPORT.search(kept) and not kept.endswith("."):
            is_kind = set(bare_words(kept).split()) <= _KINDS_OF_AUTHORITY
            return f"{before} {kept}".strip() if is_kind else kept
    parts = [part for text in titles for part in _PARTS.split(text)[:MAX_PARTS]]
    return next((one for one in parts if _BODY.match(one) and not _REPORT.search(one) and one not in titles), "")


def _portfolio(document: Document, titles: Sequence[str], authority: str) -> str:
    """What a title line names beside the words of all reports; else the line above it."""
    for text in titles:
        if match := _PORTFOLIO_OF.search(text):
            return _tidy(YEAR_AMONG_WORDS.sub("", match[1]))
        if (match := _OWN_PORTFOLIO.match(text)) and (own := _own_words(match[1], authority)):
            return own
    headings = {block.text for block in document.blocks if block.kind is BlockKind.HEADING}
    before = ""
    for text in titles:
        if text in authority or _AUTHOR.match(text):
            continue
        own = _own_words(text, authority)
        if _REPORT.search(text) or not own:
            if own and len(own.split()) <= MAX_PORTFOLIO_WORDS and not _AUTHORITY.search(own):
                return own
            if before:
                return before
        elif (
            text != authority
            and not _AUTHORITY.search(text)
            and _is_name(text)
            and (text in headings or _is_said(document, text))
        ):
            before = _tidy(text)
    return ""


def _own_words(text: str, authority: str) -> str:
    """A title without the authority, the year, and the words that every report's title is made of."""
    rest = YEAR_AMONG_WORDS.sub(" ", text.replace(authority, " ") if authority else text)
    words = [word for word in rest.split() if re.search(r"[A-Za-z]", word)]
    kept = [word for word in words if bare_words(word) not in _PLAIN and not parse_period(word.strip(",.;:()"))]
    if not re.search(r"[A-Za-z]{3}", " ".join(kept)):
        return ""
    start, end = rest.find(kept[0]), rest.rfind(kept[-1]) + len(kept[-1])
    return _tidy(rest[start:end])


def _is_name(text: str) -> bool:
    return len(text.split()) <= MAX_PORTFOLIO_WORDS and text[0].isupper() and "." not in text


def _is_said(document: Document, text: str) -> bool:
    """True if the report says the name again: a word of decoration on its cover it does not."""
    plain = bare_words(text)
    return sum(1 for block in document.blocks if plain in bare_words(block.text)) > 1


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" -–—:,*")
