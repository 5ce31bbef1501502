"""Checking again whenever a file is saved, and saying what is new since and what is resolved."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.cli.shared import clock
from budget_monitor.cli.shared.stamps import stamps_of
from budget_monitor.cli.shared.streams import complain, deliver
from budget_monitor.errors import BudgetMonitorError
from budget_monitor.model.running.ending import forget

if TYPE_CHECKING:
    from budget_monitor.model.results.outcome import Report

SECONDS_BETWEEN_LOOKS = 0.5
MAX_TOLD = 10
"""New and resolved findings that are told one by one, of each."""


def watch(paths: Sequence[Path], check: Callable[[], Report]) -> Report | None:
    """Checks, and checks again when a file in the paths changes, until Ctrl-C. Returns the last report there was.

    `check` makes a report and shows it. What cannot be checked at the moment, because a file is half saved, is said,
    and waited for.
    """
    seen, last = stamps_of(paths), _checked(check)
    try:
        while True:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            now = stamps_of(paths)
            if now == seen:
                continue
            seen = now
            _say(f"\nChecked again at {clock.now().astimezone():%H:%M:%S}")
            report = _checked(check)
            if report is None:
                continue
            if last is not None:
                _say(since(last, report))
            last = report
    except KeyboardInterrupt:
        forget()
        return last


def since(before: Report, after: Report) -> str:
    """`Since the last check: 1 resolved, nothing new`, and which they are, a line each."""
    then, now = _named(before), _named(after)
    new = [text for name, text in now.items() if name not in then]
    resolved = [text for name, text in then.items() if name not in now]
    counts = (f"{len(resolved):,}" if resolved else "nothing", f"{len(new):,}" if new else "nothing")
    lines = [f"Since the last check: {counts[0]} resolved, {counts[1]} new"]
    for word, texts in (("resolved", resolved), ("new", new)):
        lines += [f"  {word:8}  {text}" for text in texts[:MAX_TOLD]]
        lines += [f"  and {len(texts) - MAX_TOLD:,} more" for _ in texts[MAX_TOLD : MAX_TOLD + 1]]
    return "\n".join(lines)


def _named(report: Report) -> dict[str, str]:
    """What a report numbers, by the id of each finding: the rule, and the row in words."""
    from budget_monitor.model.results.numbered import contents

    findings = [finding for one in contents(report).all() for finding in one.findings]
    return {finding.id: f"{finding.rule} {finding.label or finding.place.file}" for finding in findings}


def _checked(check: Callable[[], Report]) -> Report | None:
    try:
        return check()
    except BudgetMonitorError as error:
        complain(str(error))
        return None


def _say(text: str) -> None:
    from budget_monitor.render.text.page import Page

    page = Page.of(sys.stdout)
    shown = "\n".join(page.words(line) for line in text.split("\n")) + "\n"
    deliver(shown.encode(page.encoding, "backslashreplace"), None)
