"""A report as text for a terminal or a file: the answer first, and nothing that was not asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import RenderableType

from budget_monitor.model.results.choices import FailOn, Show
from budget_monitor.model.results.numbered import contents, places_to_look_at, to_look_at
from budget_monitor.model.results.outcome import Report
from budget_monitor.render.report.authorities import authorities_line, authorities_section
from budget_monitor.render.report.details import detailed_parts, discovered_section, problems_section, unread_section
from budget_monitor.render.report.review import acceptance_problems_section, accepted_section, immaterial_section
from budget_monitor.render.report.sentences import where_text
from budget_monitor.render.report.summary import ending, headline
from budget_monitor.render.report.view import (
    Change,
    Item,
    Line,
    by_file,
    figures_to_put_right,
    items_of,
    lines_of,
    not_checked,
)
from budget_monitor.render.text.hints import next_commands
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.words import fitted, path_text, plural, with_file

MAX_ITEMS_SHOWN = 50
"""Things to put right that are written out; of more their number is said. The JSON has all."""
LINES_OF_A_REASON = 2
"""A longer sum is told by what it comes to."""
MIN_LABEL_COLUMNS = 32
"""In fewer columns a label says nothing."""
MAX_LINES_SHOWN = 20
"""Restatements and notices that are written out."""


def to_table(
    report: Report,
    page: Page | None = None,
    *,
    fail_on: FailOn = FailOn.ERROR,
    strict: bool = False,
    show: Show = Show.FAILURES,
    statistics: bool = False,
    is_whole: bool = True,
    options: str = "",
) -> str:
    """The report as lines of text no wider than the page (80 columns without colour unless given).

    `fail_on` and `strict` are what the run was asked for: the last line says which exit code they lead to. `show` adds
    the checks that were asked for one by one, `statistics` the position and how every rule came out. Only of a run on
    the whole set (`is_whole`) the numbers mean the same to other commands; `options` are theirs too.
    """
    page = page or Page()
    parts = _parts(
        report, page, fail_on, show, strict=strict, statistics=statistics, is_whole=is_whole, options=options
    )
    return page.render(parts)


def _parts(
    report: Report,
    page: Page,
    fail_on: FailOn,
    show: Show,
    *,
    strict: bool,
    statistics: bool,
    is_whole: bool,
    options: str,
) -> Iterator[RenderableType]:
    told = contents(report)
    items = items_of(report)
    yield page.line((headline(report), "bold green" if report.exit_code(fail_on, strict=strict) == 0 else "bold"))
    yield ""
    yield from authorities_section(report, page, fail_on, strict=strict)
    if authorities := authorities_line(report, fail_on, strict=strict):
        yield page.text(authorities)
        yield ""
    yield from problems_section(report.input_problems, page)
    yield from acceptance_problems_section(report, page)
    yield from _put_right(items, page, report.folder)
    yield from _lines(page, report, "Restated without saying so", lines_of(told.restated), "value")
    yield from _lines(page, report, "To notice", lines_of(told.notices), "fact")
    yield from _lines(page, report, "Rules that could not run", lines_of(told.broken), "rule")
    yield from accepted_section(report, page)
    yield from immaterial_section(report, page)
    yield from detailed_parts(report, page, show, statistics=statistics)
    yield from discovered_section(report, page)
    yield from unread_section(report, page)
    yield from _to_look_at(report, page, show)
    if left_out := not_checked(report, " (--show blanks)"):
        yield page.text(left_out)
        yield ""
    if report.ignored_rules:
        yield page.text(f"Left out by the settings: {', '.join(report.ignored_rules)}.")
        yield ""
    yield page.line((ending(report, fail_on, strict=strict), "bold"))
    for at, command in enumerate(next_commands(report, is_whole=is_whole, options=options)):
        yield page.text(f"{'      ' if at else 'Next: '}{command}", "dim")


def _put_right(items: Sequence[Item], page: Page, folder: str) -> Iterator[RenderableType]:
    shown = items[:MAX_ITEMS_SHOWN]
    for file, several in by_file(shown):
        count = plural(figures_to_put_right(several), "figure")
        yield page.heading(f"Put right: {count} in ", file, path_text(folder, file))
        for item in several:
            yield from _item(item, page, alone=len(items) == 1)
        yield ""
    if len(items) > len(shown):
        yield page.text(f"and {len(items) - len(shown):,} more; --format json lists all")
        yield ""


def _item(item: Item, page: Page, *, alone: bool) -> Iterator[RenderableType]:
    if item.is_unexplained:
        yield from _unexplained(item, page)
        return
    first, *further = item.changes
    place = " ".join(filter(None, [first.address, first.column]))
    said = f"   {item.what}" if item.what else ""
    lead = f"{item.number:<2} "
    yield page.line((lead, "bold"), (f"{place}  ", ""), (first.text(), "bold"), (said, ""))
    if further:
        yield page.indented(page.text(_also(further, item.more_cells, page.width - 3)), 3)
    if item.label:
        yield page.indented(page.text(_fitting(item.label, page.width - 5, page), "dim"), 5)
    if alone and item.steps:
        grid = page.grid("left", "right", "left", gap=2)
        for step in item.steps:
            grid.add_row(page.text(f"{step.sign:1} {step.label}"), page.text(step.figure), page.text(step.note))
        yield page.indented(grid, 7)
    elif item.why:
        is_long = len(item.why) > LINES_OF_A_REASON * (page.width - 5)
        yield page.indented(page.text(item.findings[0].message or item.why if is_long else item.why), 5)
    if others := item.others.text(page.width - 7):
        yield page.indented(page.text(f"({others})", "dim"), 5)


def _also(changes: Sequence[Change], more: int, room: int) -> str:
    """`and K5 gross 20 → 10, L5 net 5 → 7 and 3 more figures`: as many as have room on a line, and the rest counted."""
    told = [" ".join(filter(None, [one.address, one.column, one.text()])) for one in changes]
    for count in range(len(told), 0, -1):
        rest = more + len(told) - count
        after = f" and {plural(rest, 'more figure')}" if rest else ""
        text = f"and {', '.join(told[:count])}{after}"
        if len(text) <= room:
            return text
    return f"and {plural(more + len(told), 'more figure')}"


def _unexplained(item: Item, page: Page) -> Iterator[RenderableType]:
    """A failed check for which no correction is known: its place, its rule, and what it says."""
    (change,) = item.changes
    grid = page.grid("fixed", "left")
    place = f"{change.address} {change.column}".strip()
    grid.add_row(page.text(f"{item.number:<2}", "bold"), page.text(f"{place}  {item.what}: {item.why}"))
    yield grid
    if item.label:
        yield page.indented(page.text(_fitting(item.label, page.width - 5, page), "dim"), 5)


def _lines(page: Page, report: Report, title: str, lines: Sequence[Line], noun: str) -> Iterator[RenderableType]:
    """A line each, or two where the text leaves no room for the label: number, place, what it was and is, which row."""
    if not lines:
        return
    files = {line.file for line in lines}
    where = lines[0].file if len(files) == 1 else ""
    path = path_text(report.folder, where) if where else ""
    yield page.heading(f"{title}: {plural(len(lines), noun)}{' in ' if where else ''}", where, path)
    shown = lines[:MAX_LINES_SHOWN]
    places = [page.words(line.where if where else with_file(line.file, line.where)) for line in shown]
    texts = [page.words(line.text) for line in shown]
    wide, longest = max(map(cell_len, places)), max(map(cell_len, texts))
    room = page.width - wide - longest - 7
    for line, place, text in zip(shown, places, texts, strict=True):
        leading = page.leading_to("" if where or not line.file else path_text(report.folder, line.file))
        gap = " " * (wide - cell_len(place) + 2)
        lead = ((f"{line.number:<3}", "bold"), (place, leading), (gap, ""))
        if room >= MIN_LABEL_COLUMNS:
            aligned = f"{text}{' ' * (longest - cell_len(text))}  "
            yield page.line(*lead, (aligned, "bold"), (_fitting(line.label, room, page), "dim"))
            continue
        grid = page.grid("fixed", "left", gap=0)
        grid.add_row(page.line(*lead), page.text(text))
        yield grid
        if line.label:
            yield page.indented(page.text(_fitting(line.label, page.width - 5, page), "dim"), 5)
    if len(lines) > MAX_LINES_SHOWN:
        yield page.text(f"   and {len(lines) - MAX_LINES_SHOWN:,} more; --format json lists all", "dim")
    yield ""


def _to_look_at(report: Report, page: Page, show: Show) -> Iterator[RenderableType]:
    """The places to look at, with the row and the arithmetic; nothing where they are listed in full."""
    found = to_look_at(report) if show is Show.FAILURES else ()
    if not found:
        return
    places = places_to_look_at(report)
    yield page.heading(f"To look at: {plural(len(places), 'place')} where what holds elsewhere does not")
    grid = page.grid("fixed", "left", gap=2)
    for place in places[:MAX_PLACES_TO_LOOK_AT]:
        there = [one for one in found if one.place == place]
        label = there[0].label
        said = " ".join(filter(None, [f"{label}:" if label else "", "; ".join(one.message for one in there)]))
        grid.add_row(page.text(where_text(place), "bold"), page.text(said))
    yield grid
    if len(places) > MAX_PLACES_TO_LOOK_AT:
        yield page.text(f"and {len(places) - MAX_PLACES_TO_LOOK_AT:,} more; --show blanks lists all", "dim")
    yield ""


MAX_PLACES_TO_LOOK_AT = 8


def _fitting(label: str, columns: int, page: Page) -> str:
    """A label in so many columns of the page, whose dots may take three."""
    for less in range(columns):
        shown = page.words(fitted(label, columns - less))
        if cell_len(shown) <= columns:
            return shown
    return ""
