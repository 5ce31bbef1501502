"""A reconciliation as one HTML file: readable without network or scripts, and on paper."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from budget_monitor.model.lists.matching import Reconciliation
from budget_monitor.render.reconcile.view import closing_words, view_of


def reconcile_html(result: Reconciliation) -> bytes:
    """The page, with all lists."""
    environment = Environment(
        loader=PackageLoader("budget_monitor.render.reconcile", "templates"),
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined,
    )  # fmt: skip
    view = view_of(result)
    groups = (
        ("Matched, with a slip to put right", view.slips),
        ("Ambiguous: more than one answer fits", view.ambiguous),
        ("Matched", view.matched),
    )
    lists = ((f"Only in {view.left.name}", view.only_left), (f"Only in {view.right.name}", view.only_right))
    closing = "" if result.closing_gap is None else closing_words(view, result.closing_gap)
    template = environment.get_template("reconcile.html.j2")
    page = template.render(view=view, groups=groups, lists=lists, closing=closing)
    return page.encode()
