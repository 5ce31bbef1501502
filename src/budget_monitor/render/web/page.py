"""The frame that every page fills: its templates and style, how texts are escaped, and what it may load."""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from budget_monitor.errors import shorten
from budget_monitor.render.text.literal import literal
from budget_monitor.render.text.plain import column_place, gap_line, headline_of
from budget_monitor.render.text.words import VERDICT_WORDS, key_text, plural
from budget_monitor.version import tool_version

ROOMS = ("web", "formats", "reconcile", "scrutiny")
"""Where templates are: each in the folder of that name beside what fills it."""
MAX_CHARACTERS_OF_A_TEXT = 400
"""Characters of a text from a ledger."""


def page(template: str, more_style: str = "", **values: object) -> str:
    """A page that holds no script and loads nothing, in the style of all and that of its own."""
    style = f"{environment().get_template('style.css').render()}\n{more_style}"
    made = environment().get_template(template)
    return made.render(style=Markup(style), policy=policy(style), version=tool_version(), **values)


def day_text(day: date | None) -> str:
    """`27 November 2026`; empty where no day is given."""
    return f"{day.day} {day:%B %Y}" if day else ""


@cache
def environment() -> Environment:
    """Templates in which every expression is made visible and then escaped, so that none can be forgotten."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader(f"budget_monitor.render.{room}") for room in ROOMS]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
        auto_reload=False,
    )
    made.filters |= {
        "key": key_text,
        "place": lambda ref: ref.place,
        "column_place": column_place,
        "headline": headline_of,
        "reason": lambda finding: headline_of(finding).removeprefix("could not be checked: "),
        "gap": gap_line,
        "words": VERDICT_WORDS.__getitem__,
        "whole": lambda text: Markup(escape(text)),
        "count": lambda count: f"{count:,}" if count else "–",
    }
    made.globals["plural"] = plural
    return made


def _visible(value: object) -> object:
    """Texts as the characters they consist of, on one line, the longest cut; other values as they are."""
    return (
        literal(shorten(value, MAX_CHARACTERS_OF_A_TEXT))
        if isinstance(value, str) and not isinstance(value, Markup)
        else value
    )


def policy(style: str) -> str:
    """What the page may load: its own style, by its hash, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
