"""A reconciliation as one HTML file: readable without network or scripts, and on paper."""

from __future__ import annotations

from budget_monitor.model.lists.matching import Reconciliation
from budget_monitor.render.reconcile.view import closing_words, proof_words, view_of
from budget_monitor.render.web.page import page

LISTS_STYLE = "body { max-width: 76rem; } tr.first td { border-top: 1px solid var(--soft); }"
"""Lists are wider than a report; of entries that belong together the first has a line above it."""


def reconcile_html(result: Reconciliation) -> bytes:
    """The page, with all lists."""
    view = view_of(result)
    groups = (
        ("Matched, with a slip to put right", view.slips),
        ("Ambiguous: more than one answer fits", view.ambiguous),
        ("Matched", view.matched),
    )
    lists = ((f"Only in {view.left.name}", view.only_left), (f"Only in {view.right.name}", view.only_right))
    closing = "" if result.closing_gap is None else closing_words(view, result.closing_gap)
    title = f"{view.left.name} and {view.right.name}"
    return page(
        "reconcile.html.j2",
        LISTS_STYLE,
        title=title,
        view=view,
        groups=groups,
        lists=lists,
        closing=closing,
        proof=proof_words(result),
    ).encode()
