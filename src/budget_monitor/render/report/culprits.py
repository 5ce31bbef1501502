"""Culprits: which figure is wrong, what it should probably be, and which failed checks that settles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import RenderableType

from budget_monitor.model.money import figure_text
from budget_monitor.model.outcome import CellCorrection, Culprit, Finding
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.words import kind_text, place_text, plural, value_text

IN_FULL = 50
"""Blocks of culprits that the table writes out; the JSON has them all."""

SETTLED_SHOWN = 6
"""Settled checks that are named; more are counted."""

ALTERNATIVES_SHOWN = 20
"""Equally good corrections that are written out; more are counted. The JSON has all of them."""


def culprits_section(culprits: Sequence[Culprit], findings: Sequence[Finding], page: Page) -> Iterable[RenderableType]:
    """One block for each set of findings that a correction settles; equally good corrections share a block."""
    if not culprits:
        return
    by_id = {finding.id: finding for finding in findings}
    alike: dict[tuple[str, ...], list[Culprit]] = {}
    for culprit in culprits:
        alike.setdefault(tuple(sorted(culprit.resolves)), []).append(culprit)
    yield page.heading("Most likely culprits")
    yield ""
    for tied in list(alike.values())[:IN_FULL]:
        yield from _block(tied, by_id, page)
        yield ""
    if len(alike) > IN_FULL:
        yield page.text(f"and {len(alike) - IN_FULL:,} more; --format json lists all")
        yield ""
    if any(culprit.alternatives == 1 for culprit in culprits):
        note = "What one correction settles is not repeated below; budget-monitor explain ID shows its arithmetic."
        yield page.text(note, "dim")
        yield ""


def _block(tied: Sequence[Culprit], by_id: Mapping[str, Finding], page: Page) -> Iterable[RenderableType]:
    """The corrections for one set of findings, and what they settle."""
    offered = max(len(tied), *(culprit.alternatives for culprit in tied))
    margin = 0
    if offered > 1:
        yield page.text(f"one of {offered:,} equally good corrections:", "bold")
        margin = 2
    shown = tied[:ALTERNATIVES_SHOWN]
    for at, culprit in enumerate(shown):
        if at:
            yield page.indented(page.text("or"), margin)
        for correction in culprit.corrections:
            ref = correction.cell.ref
            yield page.indented(page.text(f"{place_text(ref)} {ref.column}", "bold"), margin)
            yield page.indented(page.text(_change(correction)), margin + 2)
    if offered > len(shown):
        yield page.indented(page.text(f"or {plural(offered - len(shown), 'other')}, not listed"), margin)
    settled = [_settled(name, by_id) for name in tied[0].resolves]
    more = f" and {len(settled) - SETTLED_SHOWN:,} more" if len(settled) > SETTLED_SHOWN else ""
    yield page.indented(page.labelled([("settles:", ", ".join(settled[:SETTLED_SHOWN]) + more)]), margin + 2)


def _change(correction: CellCorrection) -> str:
    """`£16,000 now, probably £61,000 (digits transposed)`."""
    now, proposed = value_text(correction.cell), figure_text(correction.proposed)
    return f"{now} now, probably {proposed} ({kind_text(correction.kind)})"


def _settled(name: str, by_id: Mapping[str, Finding]) -> str:
    """A settled finding by its id and place; by its id alone where the report does not list it."""
    finding = by_id.get(name)
    return f"{name} at {place_text(finding.place)}" if finding else name
