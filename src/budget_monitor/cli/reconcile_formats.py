"""What `reconcile` writes, in the format that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from budget_monitor.cli.shared import clock
from budget_monitor.cli.shared.outputs import Output
from budget_monitor.errors import UsageError, missing_extra
from budget_monitor.render.reconcile import ReconcileFormat

if TYPE_CHECKING:
    from budget_monitor.model.lists.matching import Reconciliation
    from budget_monitor.model.lists.versions import Versions


def rendered(result: Reconciliation, output: Output[ReconcileFormat], *, everything: bool) -> bytes:
    """A reconciliation as it is written. Raises UsageError where an extra is missing."""
    match output.form:
        case ReconcileFormat.JSON:
            from budget_monitor.render.reconcile.json import reconcile_json

            return reconcile_json(result)
        case ReconcileFormat.CSV:
            from budget_monitor.render.reconcile.csv import reconcile_csv

            return reconcile_csv(result)
        case ReconcileFormat.HTML:
            from budget_monitor.render.reconcile.html import reconcile_html

            return reconcile_html(result)
        case ReconcileFormat.XLSX:
            from budget_monitor.render.reconcile.xlsx import reconcile_xlsx

            return reconcile_xlsx(result)
        case ReconcileFormat.DOCX:
            try:
                from budget_monitor.render.reconcile.docx import reconcile_docx
            except ImportError as error:
                raise missing_extra("docx") from error
            return reconcile_docx(result, clock.today())
        case ReconcileFormat.TABLE:
            from budget_monitor.render.reconcile.table import reconcile_text

            page = output.page
            return reconcile_text(result, page, everything=everything).encode(page.encoding, "backslashreplace")


def rendered_versions(result: Versions, output: Output[ReconcileFormat], *, everything: bool) -> bytes:
    """A comparison of two versions as it is written. Raises UsageError for a format that it has not."""
    from budget_monitor.render.reconcile.versions import versions_csv, versions_json, versions_text

    match output.form:
        case ReconcileFormat.JSON:
            return versions_json(result)
        case ReconcileFormat.CSV:
            return versions_csv(result)
        case ReconcileFormat.TABLE:
            page = output.page
            return versions_text(result, page, everything=everything).encode(page.encoding, "backslashreplace")
        case ReconcileFormat.HTML:
            from budget_monitor.render.reconcile.versions_pages import versions_html

            return versions_html(result)
        case ReconcileFormat.XLSX:
            from budget_monitor.render.reconcile.versions_pages import versions_xlsx

            return versions_xlsx(result)
        case ReconcileFormat.DOCX:
            raise UsageError("with --key the result is written as table, json, csv, html or xlsx, not docx")
