"""Rows of a table that a sentence counts: four of the six savings are rated green.

Said is something of it only where one table alone can be meant: it has as many rows as is said, or stands under a
heading that names them, and one column decides which of them are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.figures.prose import NUMBER_WORDS
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.document import Block
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.cells.counts.tallies import Tally, is_headed, tally
from budget_monitor.scrutinise.cells.evidence import MAX_BLOCKS_TO_A_NEAR_TABLE
from budget_monitor.scrutinise.cells.index import CellIndex
from budget_monitor.scrutinise.passages import Notes, Passage

_OF = r"(?:in|for|on|at|with|over|under|of|that|which|are|were|is|was|remain)\b"
MIN_ROWS = 3
"""A table with fewer rows is none to count in."""
_NUMBER = rf"(?:{'|'.join(NUMBER_WORDS)}|\d{{1,2}})"
_ARE = r"(?:are|were|is|was|remain(?:ed|s)?) (?:now |currently |still |all )?"
_HAVE = r"(?:has|have|had|reports?|reported|shows?|showed|made|makes?|ran|runs?|expects?|forecasts?|is forecasting)"
_BEYOND = (
    r"(?:{0}sp(?:ent|ends?)|<ARE>(?:forecast )?(?:{0}spen(?:t|ding)|to {0}spend|{0} budget)|expects? to {0}spend"
    r"|<HAVE> an? {0}spend)"
)
_BALANCE = (
    r"(?:<ARE>(?:forecast to be )?in {0}|<HAVE> an? {0}|<HAVE> an? (?:{1})|ended (?:the year )?(?:in|with an?) {0})"
)
_IS = (
    r"(?:<ARE>(?:rated |shown |marked |reported )?(?:as |at |on )?(?P<rating>red|amber|green)"
    rf"(?: or (?P<rating_>red|amber|green))?\b|(?P<over>{_BEYOND.format('over')})|(?P<under>{_BEYOND.format('under')})"
    rf"|(?P<surplus>{_BALANCE.format('surplus', 'profit')})|(?P<deficit>{_BALANCE.format('deficit', 'loss')})"
    r"|(?:have |has )?(?P<target>exceeded|met|missed) (?:their|its|the) targets?\b)"
)
_IS = _IS.replace("<ARE>", _ARE).replace("<HAVE>", _HAVE)
_END = r"(?=[.,;:)]|$| (?:and(?! (?:red|amber|green)\b)|in total|this year|while|for the year)\b)"
_WHAT = rf"(?:(?!{_OF})[a-z-]+ ){{0,2}}(?P<what>(?!{_OF})[a-z-]{{3,}})"
_OF_SO_MANY = re.compile(
    rf"(?:^|[,;:] |\b(?:and|that|but|only|in all) )(?:(?P<but>all but) )?(?P<some>{_NUMBER}|none) (?:out )?of"
    rf" (?:(?:the|its|our|their|these|all) )?(?P<all>{_NUMBER}) {_WHAT} "
    rf"(?:{_IS}|(?:targets? )?(?:was|were) (?P<target_>exceeded|met|missed)\b){_END}",
    re.IGNORECASE,
)
"""So many of so many things are so; nothing may stand between that says of which of them, or by how much."""
_OF_ALL = re.compile(
    rf"^(?:(?:In all|Overall|In total|Altogether|However),? )?(?:(?P<but>all but) (?P<some_but>{_NUMBER})(?: of the)?"
    rf"|(?P<some>{_NUMBER}|no|none of the)(?: of our)?) (?P<what>(?!{_OF}|of\b)[a-z-]{{3,}}) {_IS}{_END}",
    re.IGNORECASE,
)
"""So many things are so, at the beginning of a sentence: of how many, the table has to say."""
_RATED = rf"(?P<some>{_NUMBER}|none) (?:{_ARE})?(?:rated |shown |marked )?(?:as |at |on )?(?P<rating>red|amber|green)\b"
_UNNAMED = _RATED.replace("?P<some>", "?:").replace("?P<rating>", "?:")
_ONE_RATED = re.compile(_RATED, re.IGNORECASE)
_EACH_RATED = re.compile(
    rf"^of (?:(?:the|our|its|these|all) )?(?P<all>{_NUMBER}) (?P<what>(?!{_OF})[a-z-]{{3,}}),? "
    rf"(?P<each>{_UNNAMED}(?:(?:, (?:and )?| and ){_UNNAMED})+)(?=[.;]|$)",
    re.IGNORECASE,
)
"""Of so many things so many have each of several ratings: two are green, two amber and two red."""
_NOT_NOW = re.compile(
    r"(?i)\b(?:last|previous(?:ly)?|earlier|before|ago|had|would|could|should|may|might|if|quarter|month|until|target"
    r"|aim|expect\w*|next|not|by more than|by over|by less than|by at least|of (?:these|them|which)|first|second)\b"
)
"""Words of another time, of what is not so yet, or of a part of what is counted."""
_CALLED = {"over": "over budget", "under": "under budget", "surplus": "in surplus", "deficit": "in deficit"}


class _Count(Struct, frozen=True):
    """So many rows, or all but so many where `is_rest`, of `whole`, which is 0 where that is not said. `what` is the
    word for what is counted.
    """

    what: str
    span: tuple[int, int]
    some: int
    whole: int
    is_rest: bool
    called: str


def note_counted(passage: Passage, tables: Sequence[Block], index: CellIndex, notes: Notes) -> None:
    """Notes each count of a table's rows, whether it is as many as the table has or not."""
    for start, sentence in passage.sentences:
        for one in _counts(sentence):
            near = [
                # the sentence itself may stand where captions do
                block if sentence not in block.text else _without_caption(block)
                for block in tables
                if is_headed(block, one.what)
                or (one.whole and abs(block.number - passage.block.number) <= MAX_BLOCKS_TO_A_NEAR_TABLE)
            ]
            found = [
                tally_
                for block in near
                if (tally_ := tally(block, one.what, one.called, index)) is not None
                and tally_.rows == (one.whole or tally_.rows)
            ]
            if len(found) == 1 and found[0].rows >= MIN_ROWS and one.some <= found[0].rows:
                _note(passage, start, one, found[0], notes)


def _without_caption(block: Block) -> Block:
    return replace(block, text="")


def _counts(sentence: str) -> Iterator[_Count]:
    for pattern in (_OF_SO_MANY, _OF_ALL):
        for match in pattern.finditer(sentence):
            said = match.groupdict()
            if _NOT_NOW.search(sentence[: match.start()] + sentence[match.end() :]):
                continue
            name = "some" if said["some"] else "some_but"
            some, whole = _number(match[name]), _number(said.get("all") or "no")
            yield _Count(match["what"], match.span(name), some, whole, bool(said["but"]), _called(said))
    for match in _EACH_RATED.finditer(sentence) if not _NOT_NOW.search(sentence) else ():
        for one in _ONE_RATED.finditer(sentence, *match.span("each")):
            called = one["rating"].casefold()
            yield _Count(match["what"], one.span("some"), _number(one["some"]), _number(match["all"]), False, called)


def _called(said: dict[str, str | None]) -> str:
    """What the things counted are called, as `tally` knows it."""
    if said["rating"]:
        return " or ".join(one.casefold() for one in (said["rating"], said["rating_"]) if one)
    if target := said["target"] or said.get("target_"):
        return target.casefold()
    return next(called for name, called in _CALLED.items() if said[name])


def _note(passage: Passage, start: int, one: _Count, found: Tally, notes: Notes) -> None:
    first, last = (start + at for at in one.span)
    spot = passage.words_at(first, last, Decimal(one.some))
    counted = found.rows - found.counted if one.is_rest else found.counted
    are = f"are {one.called}" if one.called not in ("exceeded", "met", "missed") else f"{one.called} their target"
    said = f"{found.counted} of the {found.rows} rows of the table {are}"
    if counted == spot.value:
        notes.relation(RelationKind.TIE, Verdict.EXACT, [spot], Decimal(counted), said, "the table has as many rows")
        return
    title = "A count is not that of the rows of a table"
    written = f"all but {spot.text}" if one.is_rest else spot.text
    notes.slip(RelationKind.TIE, title, [spot], f"{said}, but {written} is written", "")


def _number(text: str) -> int:
    """A number in digits or words; 0 for none and no."""
    if text.casefold().startswith("no"):
        return 0
    return int(text) if text.isdecimal() else int(NUMBER_WORDS[text.casefold()])
