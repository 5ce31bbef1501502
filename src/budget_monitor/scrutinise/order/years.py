"""Financial years that cannot be, spans that are not what they are called, and years that are not the report's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from msgspec import Struct

from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.document import Block, BlockKind, Document
from budget_monitor.model.ledgers.period import MONTHS
from budget_monitor.scrutinise.order.days import note_days
from budget_monitor.scrutinise.order.spans import note_spans
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.words import years_in

_MONTH = rf"({'|'.join(MONTHS)})"
_SLASHED = re.compile(r"(?:(?<![\w/.-])|(?<=\bFY))((?:19|20)\d\d)\s?/\s?((?:19|20)\d\d|\d{1,2})(?![\w/]|\.\d|-\d)")
_DASHED = re.compile(r"(?<![\w/.–-])((?:19|20)\d\d)([-–])((?:19|20)\d\d|\d\d)(?![\w/–-]|\.\d)")
MOST_BEFORE_A_REFERENCE = 40
"""How many characters before a number may say that it is a reference."""
_REFERENCE = re.compile(r"(?i)(?:\bref(?:erence)?\.?:?|\bno\.?|\bapplication|\bminute|\bcase|[A-Z]/)\s*$")
_MONTHS_OF_YEAR = re.compile(rf"(?i)\b{_MONTH}(?: \d{{4}})?(?: (?:to|and|until) | ?[–-] ?){_MONTH} (\d{{4}})\b")
_COMPARED = re.compile(
    r"(?i)\b(?:compar\w+|previous|prior|last year|same (?:period|point)|earlier|than|versus|since"
    r"|pre-|academic|baseline)\b"
)
_COMPARED_WITH = re.compile(
    r"(?i)\b(?:since|on|from|than(?: in)?|compared (?:with|to)|(?:before|after|against)(?: that of)?|over) "
    r"20\d\d\s?[/–-]\s?(?:20)?\d\d\b"
)
_PAST_IN_YEAR = re.compile(
    r"(?i)\b(?:was|were)\b[^.;,()]{0,40}\b(?:throughout|during) (?:the )?(?:financial year"
    r" )?((?:20)\d\d\s?[/–-]\s?(?:20)?\d\d)\b"
)
_AHEAD = re.compile(
    r"(?i)\b(?:will|plan\w*|expect\w*|due|forecast|propos\w*|anticipat\w*|intend\w*|next|budgeted"
    r"|agreed|approved|set for|estimated)\b"
)
_SINGLE = rf"(?:(?:\d{{1,2}} )?(?:{'|'.join(MONTHS)}) )?((?:20)\d\d)\b(?!\s?[/–-]|,\d)"
_PAST = re.compile(
    r"(?i)\b(?:against|compared (?:with|to)|was|were|had been|took|stood at|fell|rose)\b"
    r"(?:(?!\b(?:and|but|while|whereas|20\d\d)\b)(?:[^.;,]|(?<=\d)[.,](?=\d))){0,60}(?<=\d)(?:(?!\band\b)[^.;,\d]){0,40}"
    rf"\b(?:in|at|on|of|during) (?:the end of )?{_SINGLE}"
    rf"|\b(?:in|at|on) (?:the end of )?{_SINGLE}[^.;]{{0,20}}\b(?:a|one) year (?:before|ago|earlier)(?=[,.;)]|$)"
    rf"|\b(?:more|fewer|less|higher|lower|better|worse|than) than (?:in|on|at|that (?:of|in)|those (?:of|in)) {_SINGLE}"
)
_DONE = re.compile(
    r"(?i)(?<!\bbe )(?<!\bwhen )\b(?:signed|reviewed|inspected|audited|adopted|published|updated|elected|appointed"
    r"|opened|taken out|bought|sold|built|introduced|surveyed|valued|launched|held|met)"
    rf" (?:by [a-z ]{{2,30}} )?(?:in|on|at) (?=[a-z\d ]{{3,}}\d{{4}}){_SINGLE}"
)
"""What was done on a day, or in a month; what is agreed may be agreed for later."""
"""A year that is over, as what is said of it is told as having been, or compared with."""
_LONG_AHEAD = re.compile(
    r"(?i)\b(?:will|shall|would|should|must|(?-i:may)|could|if|by|until|target|ambition|vision|strategy|net zero"
    r"|scenario|model\w*|plan\w*|expect\w*|due|forecast|project\w*|propos\w*|anticipat\w*|intend\w*|estimated|lease\w*|loans?|bonds?"
    r"|borrow\w*|matur\w*|redeem\w*|repay\w*|expir\w*|life|term|agreement|contract"
    r"|ends|ending|to be|concession|warrant\w*|guarantee\w*)\b"
)
"""What may be of a year that is far ahead."""
_YEAR = ("april", "march")
_PERIODS = {
    r"mid-year|half[- ]year|six[- ]month": [("april", "september")],
    r"annual|outturn|year-end|of accounts": [_YEAR],
    r"(?:quarter (?:1|one)|(?:1st|first) quarter|Q1)": [("april", "june")],
    r"(?:quarter (?:2|two)|(?:2nd|second) quarter|Q2)": [("april", "september"), ("july", "september")],
    r"(?:quarter (?:3|three)|(?:3rd|third) quarter|Q3)": [("april", "december"), ("october", "december")],
    r"(?:quarter (?:4|four)|(?:4th|fourth) quarter|Q4)": [_YEAR, ("january", "march")],
}
"""What a title calls the months that its report is on; a quarter's may be told from the beginning of the year."""
_YEAR_ENDED = re.compile(r"(?i)\byear (?:ended|ending|to) (?:on )?31(?:st)? March (20\d\d)\b")
_DAYS_OF_YEAR = 12
_CALENDAR = re.compile(r"\b20\d\d\b")
MAX_TITLE_BLOCKS = 12
MAX_TITLE_CHARACTERS = 120
MAX_YEARS_OFF = 10
"""A second year farther from the first is no year, but a number."""
MAX_YEARS_BACK = 5
"""A year that a report compares with is no farther back."""
MAX_YEARS = 40
"""A span between two years written with a dash is no longer."""


class ReportYear(Struct, frozen=True):
    """The financial year that a report is on, by the calendar year in which it begins; 0 where it does not say.

    `spans` are the first and last month of its period, or of both that may be meant; empty where it does not say.
    """

    start: int
    spans: Sequence[tuple[str, str]] = ()

    @property
    def last_settled(self) -> int:
        """The last year of which it has the final figures: its own at the year's end, else the one before."""
        return self.start and self.start - (_YEAR not in self.spans)

    @property
    def text(self) -> str:
        """As the field writes it: 2021/22."""
        return f"{self.start}/{(self.start + 1) % 100:02d}"


def report_year(document: Document) -> ReportYear:
    """The year in the title; where it has none, that which the document names most, if it is much the most, without
    those that it compares with.
    """
    for block in titles(document):
        years = years_in(block.text) | {int(one) - 1 for one in _YEAR_ENDED.findall(block.text)}
        if len(years) == 1:
            spans = (one for name, one in _PERIODS.items() if re.search(rf"(?i)\b(?:{name})\b", block.text))
            return ReportYear(min(years), next(spans, ()))
    named = Counter(year for block in document.blocks for year in years_in(_COMPARED_WITH.sub("", block.text)))
    usual = named.most_common(1)
    if usual and usual[0][1] >= MIN_MENTIONS and 2 * usual[0][1] > named.total():
        return ReportYear(usual[0][0])
    return ReportYear(0)


def titles(document: Document) -> list[Block]:
    """The short pieces with which the text begins, above its first table."""
    text = (block for block in document.blocks if block.kind is not BlockKind.EDGE)
    first = takewhile(lambda block: block.kind is not BlockKind.TABLE, text)
    return [block for block in islice(first, MAX_TITLE_BLOCKS) if len(block.text) <= MAX_TITLE_CHARACTERS]


MIN_MENTIONS = 3


def note_years(passages: Sequence[Passage], year: ReportYear, notes: Notes, *, is_uncertain: bool) -> None:
    """Notes all of these in all texts. Where words were put together by their places, `2018/1` is a year whose end
    stands on the next line.
    """
    latest = year.start + 1 if year.start else _year_of_title(passages)
    found = (match for passage in passages for match in _SLASHED.finditer(passage.text))
    named = frozenset(int(one[1]) for one in found if f"{int(one[1]) + 1}".endswith(one[2]) and len(one[2]) > 1)
    named -= {year.start}  # that the report names its own year says nothing
    for passage in passages:
        _impossible(passage, latest, named, notes, is_uncertain=is_uncertain)
        note_spans(passage, notes)
        note_days(passage, notes)
        if year.start:
            _of_other_report(passage, year, notes)
            _still_to_come(passage, year, notes)
        _far_ahead(passage, latest, notes)


def _year_of_title(passages: Sequence[Passage]) -> int:
    """The calendar year that a title names, where no financial year is known; 0 where it names none."""
    first = (one for one in passages[:MAX_TITLE_BLOCKS] if one.row < 0 and one.block.kind is not BlockKind.EDGE)
    named = (set(_CALENDAR.findall(one.text)) for one in first if len(one.text) <= MAX_TITLE_CHARACTERS)
    return next((int(years.pop()) for years in named if len(years) == 1), 0)


def _impossible(passage: Passage, latest: int, named: frozenset[int], notes: Notes, *, is_uncertain: bool) -> None:
    for match in _SLASHED.finditer(passage.text):
        if is_uncertain and len(match[2]) == 1:
            continue
        if _REFERENCE.search(passage.text, max(0, match.start() - MOST_BEFORE_A_REFERENCE), match.start()):
            continue
        first, second = int(match[1]), match[2]
        if turned := _exchanged(first, latest):
            first = turned if f"{turned + 1}".endswith(second) else first
        if len(second) == len("22") and not -2 <= int(second) - first % 100 < MAX_YEARS_OFF:
            continue  # a reference: no slip makes it of a year
        is_right = match[1] == str(first) and str(first + 1).endswith(second)
        notes.order_checks += not (is_right and first == latest - 1)  # the report's own year is held against nothing
        if is_right:
            continue
        meant = [first, *_ending(first, second)] if match[1] == str(first) else [first]
        texts = [f"{one}/{(one + 1) % 100:02d}" for one in meant]
        likely = [text for one, text in zip(meant, texts, strict=True) if len(meant) == 1 or one in named]
        said = f"there is no year {match[0]}: it is {' or '.join(texts)}"
        _note(passage, match, said, likely[0] if len(likely) == 1 else "", notes)
    for match in _DASHED.finditer(passage.text):
        notes.order_checks += 1
        first = int(match[1])
        last = int(match[3]) if len(match[3]) > len("22") else first // 100 * 100 + int(match[3])
        is_month = len(match[3]) == len("22") and 1 <= int(match[3]) <= _DAYS_OF_YEAR and last <= first
        if not is_month and not 0 < last - first <= MAX_YEARS:
            _note(passage, match, f"{match[0]} does not go on from one year to a later one", "", notes)


def _ending(first: int, second: str) -> Iterator[int]:
    """The year that ends as is written, where one digit makes it of the other: 2019/20 for 2018/20."""
    if len(second) > 1:
        last = int(second) if len(second) > len("20") else first // 100 * 100 + int(second)
        other = last - 1
        if other != first and sum(a != b for a, b in zip(str(other), str(first), strict=True)) == 1:
            yield other


def _exchanged(named: int, latest: int) -> int:
    """The year of a report, `latest`, or one shortly before, where a year far ahead has its last two digits exchanged;
    else 0.
    """
    meant = named // 100 * 100 + named % 10 * 10 + named // 10 % 10
    return meant if latest and named > latest and 0 <= latest - meant <= MAX_YEARS_BACK else 0


def _far_ahead(passage: Passage, latest: int, notes: Notes) -> None:
    """What was already, in a year far ahead that is one shortly before with two digits exchanged: 33 weeks in 2032."""
    for start, sentence in passage.sentences:
        for match in (*_PAST.finditer(sentence), *_DONE.finditer(sentence)):
            notes.order_checks += 1
            at = next(number for number, year in enumerate(match.groups(), 1) if year)
            meant = _exchanged(int(match[at]), latest)
            is_in_doubt = _LONG_AHEAD.search(sentence) or len(set(_CALENDAR.findall(sentence))) > 1
            if not meant or (match.re is _PAST and is_in_doubt):
                continue
            spot = passage.words_at(start + match.start(at), start + match.end(at))
            said = f"what was in {match[at]} is told, years after the report's own {latest}"
            notes.slip(RelationKind.ORDER, "A year that is not the report's", [spot], said, str(meant))


def _note(passage: Passage, match: re.Match[str], sentence: str, proposed: str, notes: Notes) -> None:
    spot = passage.words_at(match.start(), match.end())
    notes.slip(RelationKind.ORDER, "A year that cannot be", [spot], sentence, proposed)


def _of_other_report(passage: Passage, year: ReportYear, notes: Notes) -> None:
    """The report's own months, of the year before: a sentence kept from the last report."""
    for start, sentence in passage.sentences:
        for match in _MONTHS_OF_YEAR.finditer(sentence):
            months = (match[1].casefold(), match[2].casefold())
            notes.order_checks += 1
            ends = year.start + (months[1] in MONTHS[:3])
            rest = sentence[: match.start()] + sentence[match.end() :]
            other = years_in(rest) | {int(found) for found in _CALENDAR.findall(rest)}
            if months not in year.spans or int(match[3]) != ends - 1 or _COMPARED.search(sentence):
                continue
            if other & {ends, year.start}:
                continue
            spot = passage.words_at(start + match.start(), start + match.end())
            said = f"a report on {year.text} mentions {match[0]} without comparing; its own months end in {ends}"
            proposed = match[0].replace(match[3], str(ends))
            notes.slip(RelationKind.ORDER, "A year that is not the report's", [spot], said, proposed)


def _still_to_come(passage: Passage, year: ReportYear, notes: Notes) -> None:
    """What was already, in a year that begins after the report's ends."""
    for start, sentence in passage.sentences:
        for match in _PAST_IN_YEAR.finditer(sentence):
            notes.order_checks += 1
            named = int(match[1][:4])
            if named <= year.start or _AHEAD.search(match[0]):
                continue
            spot = passage.words_at(start + match.start(1), start + match.end(1))
            said = f"a report on {year.text} says what was in {match[1]}, which begins after it"
            proposed = f"{year.start}{match[1][4:-2]}{(year.start + 1) % 100:02d}"
            notes.slip(RelationKind.ORDER, "A year that is not the report's", [spot], said, proposed)
