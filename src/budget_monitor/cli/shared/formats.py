"""Which renderer writes which format. Each is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

from budget_monitor.errors import missing_extra
from budget_monitor.model.results.choices import FailOn, Show
from budget_monitor.render import Format

if TYPE_CHECKING:
    from budget_monitor.model.ledgers.ledger import LedgerSet
    from budget_monitor.model.results.outcome import Report
    from budget_monitor.model.results.position import MonitoringPosition
    from budget_monitor.render.text.page import Page


class PaperWriter(Protocol):
    """Writes the committee's paper as a Word document."""

    def __call__(
        self,
        report: Report,
        position: MonitoringPosition | None = None,
        *,
        on: date | None = None,
        lines: bool = True,
    ) -> bytes:
        """The document's bytes."""


class Result(NamedTuple):
    """What there is to write, and what the run was asked for.

    `page_asked` says what the table is laid out for; most formats need no page, nor the library that lays it out.
    `ledgers` is None where the report is on several sets. `on` is the day of the run.
    """

    report: Report
    ledgers: LedgerSet | None
    page_asked: Callable[[], Page]
    fail_on: FailOn
    strict: bool
    schema: int = 2
    show: Show = Show.FAILURES
    statistics: bool = False
    is_whole: bool = True
    on: date | None = None
    options: str = ""
    """What the command line said that later commands on these findings need too: ` --rules mine.toml`."""

    @property
    def page(self) -> Page:
        """What the table is laid out for."""
        return self.page_asked()

    @property
    def exit_code(self) -> int:
        """What the command ends with."""
        return self.report.exit_code(self.fail_on, strict=self.strict)


def _table(result: Result) -> bytes:
    from budget_monitor.render.report.table import to_table

    page = result.page
    text = to_table(
        result.report,
        page,
        fail_on=result.fail_on,
        strict=result.strict,
        show=result.show,
        statistics=result.statistics,
        is_whole=result.is_whole,
        options=result.options,
    )
    return text.encode(page.encoding, "backslashreplace")


def _json(result: Result) -> bytes:
    from budget_monitor.render.formats.json import to_json

    return to_json(result.report, result.exit_code, fail_on=result.fail_on, strict=result.strict, schema=result.schema)


def _csv(result: Result) -> bytes:
    from budget_monitor.render.formats.csv import to_csv

    return to_csv(result.report)


def _junit(result: Result) -> bytes:
    from budget_monitor.render.formats.junit import to_junit

    return to_junit(result.report)


def _plain(text: str, page: Page) -> bytes:
    """Lines as the page can show them: an arrow is `->` where it has none."""
    lines = (page.words(line) for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines).encode(page.encoding, "backslashreplace")


def _concise(result: Result) -> bytes:
    from budget_monitor.render.formats.concise import to_concise

    return _plain(to_concise(result.report, result.show), result.page)


def _brief(result: Result) -> bytes:
    from budget_monitor.render.formats.brief import to_brief

    return _plain(to_brief(result.report), result.page)


def _github(result: Result) -> bytes:
    from budget_monitor.render.formats.github import to_github

    return to_github(result.report).encode()


def _sarif(result: Result) -> bytes:
    from budget_monitor.render.formats.sarif import to_sarif

    return to_sarif(result.report, fail_on=result.fail_on, strict=result.strict, show=result.show)


def _markdown(result: Result) -> bytes:
    from budget_monitor.render.formats.markdown import to_markdown

    return to_markdown(result.report, fail_on=result.fail_on, strict=result.strict).encode()


def _html(result: Result) -> bytes:
    from budget_monitor.render.formats.html import to_html

    page = to_html(result.report, result.ledgers, fail_on=result.fail_on, strict=result.strict, on=result.on)
    return page.encode()


def _xlsx(result: Result) -> bytes:
    from budget_monitor.pipeline.files.own_book import own_book
    from budget_monitor.render.formats.xlsx import to_marked, to_xlsx

    if (own := own_book(result.report)) is not None:
        marked = to_marked(own.content, result.report, own.where, fail_on=result.fail_on, strict=result.strict)
        if marked is not None:
            return marked
    return to_xlsx(result.report, result.ledgers, fail_on=result.fail_on, strict=result.strict)


def _docx(result: Result) -> bytes:
    from budget_monitor.pipeline.summarising import position_of

    to_docx = paper_writer()
    position = position_of(result.ledgers, result.report)
    return to_docx(result.report, position, on=result.on)


def paper_writer() -> PaperWriter:
    """What writes a Word document. Raises UsageError where the libraries for it are not installed."""
    try:
        from budget_monitor.render.paper.docx import to_docx
    except ImportError as error:
        raise missing_extra("docx") from error
    return to_docx


RENDERERS: Mapping[Format, Callable[[Result], bytes]] = {
    Format.TABLE: _table,
    Format.CONCISE: _concise,
    Format.BRIEF: _brief,
    Format.JSON: _json,
    Format.CSV: _csv,
    Format.JUNIT: _junit,
    Format.SARIF: _sarif,
    Format.GITHUB: _github,
    Format.MARKDOWN: _markdown,
    Format.HTML: _html,
    Format.XLSX: _xlsx,
    Format.DOCX: _docx,
}
"""By format, what turns a result into bytes. A new format is a file in `render` and a line here."""
