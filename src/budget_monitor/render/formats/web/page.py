"""What the pages have in common: their templates, what they may load, and a finding with its arithmetic."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct

from budget_monitor.errors import shorten
from budget_monitor.model.results.outcome import Finding
from budget_monitor.render.report.view import Item
from budget_monitor.render.text.arithmetic import Step, beside, steps
from budget_monitor.render.text.literal import literal
from budget_monitor.render.text.plain import column_place, gap_line, headline_of, says_more
from budget_monitor.render.text.words import VERDICT_WORDS, key_text, place_text, plural

LONGEST = 400
"""Characters of a text from a ledger."""


class FindingBlock(Struct, frozen=True):
    """A failed check: its arithmetic, the gap, what else the rule looks at, and what would put it right."""

    finding: Finding
    steps: Sequence[Step]
    gap: str
    beside: str
    why: str
    item: Item | None


def day_text(day: date | None) -> str:
    """`27 November 2026`; empty where no day is given."""
    return f"{day.day} {day:%B %Y}" if day else ""


@cache
def environment() -> Environment:
    """Templates in which every expression is made visible and then escaped, so that none can be forgotten."""
    made = Environment(
        loader=PackageLoader("budget_monitor.render.formats", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
        auto_reload=False,
    )
    made.filters |= {
        "key": key_text,
        "place": place_text,
        "column_place": column_place,
        "headline": headline_of,
        "reason": lambda finding: headline_of(finding).removeprefix("could not be checked: "),
        "gap": gap_line,
        "words": VERDICT_WORDS.__getitem__,
        "count": lambda count: f"{count:,}" if count else "–",
    }
    made.globals["plural"] = plural
    return made


def _visible(value: object) -> object:
    """Texts as the characters they consist of, on one line, the longest cut; other values as they are."""
    return literal(shorten(value, LONGEST)) if isinstance(value, str) and not isinstance(value, Markup) else value


def policy(style: str) -> str:
    """What the page may load: its own style, by its hash, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def block_of(finding: Finding, settled: Mapping[str, Item]) -> FindingBlock:
    """A finding laid out; `settled` has what would put it right, by the id of each failed check."""
    return FindingBlock(
        finding=finding,
        steps=steps(finding),
        gap=gap_line(finding),
        beside=beside(finding),
        why=finding.message if says_more(finding) else "",
        item=settled.get(finding.id),
    )
