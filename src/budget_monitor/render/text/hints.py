"""What to do next: commands that work as they are printed."""

from __future__ import annotations

from budget_monitor.model.results.numbered import contents, to_look_at
from budget_monitor.model.results.outcome import Report
from budget_monitor.model.running.files import DOCUMENTS
from budget_monitor.render.text.shell import shell_word
from budget_monitor.render.text.words import place_of


def next_commands(report: Report, *, is_whole: bool, options: str = "") -> list[str]:
    """Commands that lead on from a report, none where nothing was found. Where there is only something to look at they
    name its first cell. `options` stood in the command that made it
    and belong to those that follow.

    Only of a run on the whole set (`is_whole`), and as long as nothing is accepted, the numbers mean the same to other
    commands; elsewhere findings are named by their ids. Of several sets the first with a finding is led to. Of a
    document the other commands number what `scrutinise` finds, so that leads on alone.
    """
    told, looked_at = contents(report), to_look_at(report)
    place = place_of(report)
    if report.file.casefold().endswith(DOCUMENTS):
        return [f"budget-monitor scrutinise {shell_word(place)}"]
    where = "" if place in ("", "ledgers") else f" {shell_word(place)}"
    if not told.all():
        cells = [shell_word(looked_at[0].place.address)] if looked_at else []
        commands = [f"budget-monitor explain {one}{where}{options}" for one in cells]
        return [*commands, *(f'budget-monitor accept {one}{where}{options} --reason "..."' for one in cells)]
    first = told.all()[0].findings[0]
    folder, inside, _ = first.place.file.partition("/")
    if inside and any(one.name == folder for one in report.authorities):
        own_set = f"{report.folder or '.'}/{folder}"
        return [f"budget-monitor check {shell_word(own_set)}{options}"]
    numbered = is_whole and not report.accepted
    named = {one.findings[0].id: str(one.number) if numbered else one.findings[0].id for one in told.all()}
    commands = [f"budget-monitor explain {named[first.id]}{where}{options}"]
    to_accept = (*told.restated, *told.notices)
    if to_accept:
        name = named[to_accept[0].findings[0].id]
        commands.append(f'budget-monitor accept {name}{where}{options} --reason "..."')
    return [*commands, f"budget-monitor review{where}{options}"]
