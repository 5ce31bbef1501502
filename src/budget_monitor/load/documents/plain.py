"""A plain text or Markdown file: tables have tabs, bars or columns; headings stand alone or begin with #."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from budget_monitor.figures.written import read_figure
from budget_monitor.load.documents.building import Building
from budget_monitor.load.documents.looks import is_note_mark
from budget_monitor.load.documents.spaced import SpacedTables
from budget_monitor.model.documents.document import BlockKind
from budget_monitor.model.documents.traced import tidy

_TAG = re.compile(r"</?(?:p|b|i|u|ul|ol|li|br|sup|sub|em|strong|span|div|font)\b[^<>]{0,200}>", re.IGNORECASE)
_HTML_TABLE = re.compile(r"^[^\S\n]*<table\b", re.IGNORECASE | re.MULTILINE)
_RAISED = re.compile(r"<sup>([^<>]{0,40})</sup>", re.IGNORECASE)
_NOTE = re.compile(r"\[\^[^\[\]\s]{1,40}\]:?")
"""The mark of a note in Markdown, and what begins the note."""
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\([^()\s]{0,400}\)")
_EMPHASIS = re.compile(r"(?<!\\)(\*{1,3}|_{2,3})(?=\S)(.+?)(?<=\S)\1")
_RULE = re.compile(r"^(?=.*[-=]{3})[\s|:=+-]+$|^\s*(?:```|~~~)")
_MARKED_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_ITEM = re.compile(r"^\s*(?:[-*•‣▪–]|\(?[a-z]\)|[ivx]{1,4}\))\s+(?=\S)")
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+\S")
_AMID = re.compile(r"\s*[a-z£(\d]")
"""How a line may begin that goes on with a sentence."""
_SENTENCE_ENDS = ".!?:;"
_WHOLE_BOLD = re.compile(r"^(\*\*|__)[^*_]+\1:?$")
MAX_HEADING_CHARACTERS = 110
MIN_WRAPPED_CHARACTERS = 60
"""A line as long as this goes on in the next one."""


def read_plain(text: str, into: Building) -> None:
    """Reads the blocks of a text."""
    if count := len(_HTML_TABLE.findall(text)):
        many = "a table is" if count == 1 else f"{count:,} tables are"
        into.lost.append(f"{many} written as <table>, which is not read here; save it as .html, or write it with bars")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    spaced = SpacedTables(lines)
    number = 0
    while number < len(lines):
        if _is_row(lines[number]):
            number = _table(lines, number, into)
        elif not lines[number].strip() or _RULE.match(lines[number]):
            number += 1
        elif (table := spaced.at(number)) is not None:
            into.table([[_plain(cell) for cell in row] for row in table.rows], lines=table.lines)
            number = table.following
        else:
            number = _text(lines, number, into)


def _is_row(line: str) -> bool:
    return ("\t" in line.strip("\n ") and bool(line.strip())) or _is_barred(line)


def _is_barred(line: str) -> bool:
    stripped = line.strip()
    return stripped.startswith("|") and stripped.count("|") > 1


def _cells(line: str) -> list[str]:
    if _is_barred(line):
        return [_plain(cell) for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
    return [_plain(cell) for cell in line.rstrip("\n").split("\t")]


def _table(lines: Sequence[str], first: int, into: Building) -> int:
    """Takes the rows of a table, also across a blank line where what follows is no table of its own."""
    rows: list[list[str]] = []
    places: list[int] = []
    number = first
    while number < len(lines):
        if _is_row(lines[number]):
            if not _RULE.match(lines[number]):
                rows.append(_cells(lines[number]))
                places.append(number + 1)
            number += 1
            continue
        following = next((at for at in range(number, min(len(lines), number + 3)) if lines[at].strip()), len(lines))
        goes_on = following < len(lines) and following > number and _is_row(lines[following])
        has_rule = following + 1 < len(lines) and _RULE.match(lines[following + 1]) is not None
        if not goes_on or has_rule or not _continues(rows, _cells(lines[following])):
            break
        number = following
    into.table(rows, lines=places)
    return number


def _continues(rows: Sequence[Sequence[str]], row: Sequence[str]) -> bool:
    """True if a row after a blank line belongs to the table above: as many columns, and no heading over several."""
    filled = [cell for cell in row[1:] if cell]
    return (
        bool(rows)
        and len(row) == len(rows[0])
        and (not filled or any(read_figure(cell) is not None for cell in filled))
    )


def _text(lines: Sequence[str], number: int, into: Building) -> int:
    line = lines[number]
    if marked := _MARKED_HEADING.match(line.strip()):
        into.text(BlockKind.HEADING, _plain(marked[2].rstrip("#")), level=len(marked[1]), line=number + 1)
        return number + 1
    if _ITEM.match(line):
        into.text(BlockKind.ITEM, _plain(_ITEM.sub("", line, count=1)), level=_indent(line), line=number + 1)
        return number + 1
    alone = _is_alone(lines, number)
    plain = _plain(line)
    if alone and _looks_like_a_heading(line.strip(), plain):
        depth = _NUMBERED.match(plain)
        level = depth[1].count(".") + 1 if depth else 2 if plain.isupper() else 3
        into.text(BlockKind.HEADING, plain, level=level, line=number + 1)
        return number + 1
    last = number
    while (
        len(lines[last]) >= MIN_WRAPPED_CHARACTERS and last + 1 < len(lines) and _goes_on(lines[last], lines[last + 1])
    ):
        last += 1
    kind = BlockKind.ITEM if _NUMBERED.match(plain) and not alone else BlockKind.PARAGRAPH
    level = _indent(line) if kind is BlockKind.ITEM else 0
    into.text(kind, _plain(" ".join(lines[number : last + 1])), level=level, line=number + 1)
    return last + 1


def _indent(line: str) -> int:
    """How far an item is indented: those of a list within a list are more so."""
    return len(line) - len(line.lstrip())


def _goes_on(line: str, following: str) -> bool:
    stops = not following.strip() or _is_row(following) or _ITEM.match(following) or _MARKED_HEADING.match(following)
    if stops or line.endswith("  "):
        return False
    breaks_off = line.rstrip()[-1:] not in _SENTENCE_ENDS and _AMID.match(following) and not _NUMBERED.match(following)
    return len(line) < 2 * MIN_WRAPPED_CHARACTERS or bool(breaks_off)


def _is_alone(lines: Sequence[str], number: int) -> bool:
    before = lines[number - 1] if number else ""
    after = lines[number + 1] if number + 1 < len(lines) else ""
    return not before.strip() and not after.strip()


def _looks_like_a_heading(line: str, plain: str) -> bool:
    if _WHOLE_BOLD.match(line) and len(plain) <= MAX_HEADING_CHARACTERS:
        return True
    short = 0 < len(plain) <= MAX_HEADING_CHARACTERS and plain[-1] not in ".;,:!?"
    return short and (plain[0].isupper() or plain[0].isdigit())


def _plain(text: str) -> str:
    """The words of a text, without what marks them up."""
    bare = _TAG.sub(" ", _RAISED.sub(_raised, _NOTE.sub("", text)))
    bare = _LINK.sub(r"\1", bare)
    bare = _EMPHASIS.sub(r"\2", bare)
    return tidy(html.unescape(bare))


def _raised(found: re.Match[str]) -> str:
    """A raised text, or nothing where it is the mark of a note."""
    return "" if is_note_mark(found[1], found.string[: found.start()]) else found[1]
