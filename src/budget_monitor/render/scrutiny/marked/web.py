"""A copy of a web page with a sign after each figure that is marked, and the findings at its end. What was on the page
stays as it was, character for character; nothing that is put in needs the network, and all of it is ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from budget_monitor.model.documents.traced import Stretch
from budget_monitor.render.scrutiny.marked.marks import Mark

_END = re.compile(r"</body\s*>", re.IGNORECASE)
TICK_STYLE, FINDING_STYLE = "color:#1b7f3b", "color:#fff;background:#b3261e;padding:0 .3em"


def marked_page(page: str, marks: Sequence[Mark]) -> str:
    """The page with its marks."""
    signs = [(_end(mark), _sign(mark)) for mark in marks]
    bodies = list(_END.finditer(page))
    signs.append((bodies[-1].start() if bodies else len(page), _list(marks)))
    parts: list[str] = []
    at = 0
    for place, sign in sorted(signs, key=lambda one: one[0]):
        parts += [page[at:place], _ascii(sign)]
        at = place
    return "".join([*parts, page[at:]])


def _end(mark: Mark) -> int:
    """Where in the page a marked text ends. A stretch is at where it begins and ends there."""
    stretch, _, end = mark.where[-1]
    first, last = _bounds(stretch)
    return first + end if last - first == len(stretch.text) else last


def _bounds(stretch: Stretch) -> tuple[int, int]:
    assert isinstance(stretch.at, tuple)
    first, last = stretch.at
    return int(first), int(last)


def _sign(mark: Mark) -> str:
    title = escape(mark.text)
    if mark.is_tick:
        return f'<sup class="budget-monitor" style="{TICK_STYLE}" title="{title}">✓</sup>'
    numbers = ", ".join(f'<a href="#bm{one}" style="color:inherit">{one}</a>' for one in mark.numbers)
    first = mark.numbers[0]
    return f'<sup class="budget-monitor" id="bm-at{first}" style="{FINDING_STYLE}" title="{title}">{numbers}</sup>'


def _list(marks: Sequence[Mark]) -> str:
    """All findings, each leading to its place."""
    found = [mark for mark in marks if not mark.is_tick]
    items = "".join(
        f'<p id="bm{mark.numbers[0]}"><a href="#bm-at{mark.numbers[0]}">{escape(mark.lines[0])}</a><br>'
        f"{'<br>'.join(map(escape, mark.lines[1:]))}</p>\n"
        for mark in sorted(found, key=lambda one: one.numbers)
    )
    return f'<aside class="budget-monitor" style="border-top:2px solid #b3261e">\n{items}</aside>\n' if found else ""


def _ascii(text: str) -> str:
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
