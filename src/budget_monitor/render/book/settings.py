"""Settings for people and for scripts: what each means, its default, and the value in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from rich.console import RenderableType

from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.running.settings import ShownSetting
from budget_monitor.render.report.details import problems_section
from budget_monitor.render.text.json_bytes import json_bytes
from budget_monitor.render.text.page import Page

UNSET = "not set"


def settings_text(settings: Sequence[ShownSetting], problems: Sequence[InputProblem], page: Page) -> str:
    """A block for each setting: its name, value and source; then its meaning, what it may be, and its default."""
    return page.render(_parts(settings, problems, page))


def _parts(settings: Sequence[ShownSetting], problems: Sequence[InputProblem], page: Page) -> Iterable[RenderableType]:
    yield from problems_section(problems, page)
    table, said = "", ("", "")
    for setting in settings:
        own_table = setting.name.partition(".")[0] if "." in setting.name else ""
        if own_table != table and own_table:
            yield page.heading(f"[{own_table}]")
        table = own_table
        is_set = setting.source != "default"
        shown = setting.value or UNSET
        yield page.line(
            (setting.name, "bold"), (" = ", "dim"), (shown, "bold" if is_set else ""), (f"  ({setting.source})", "dim")
        )
        if (setting.meaning, setting.must_be) == said:  # another entry of the same table
            continue
        said = (setting.meaning, setting.must_be)
        yield page.indented(page.text(setting.meaning), 4)
        default = f"; default: {setting.default}" if setting.default else ""
        if setting.must_be:
            yield page.indented(page.text(f"It is {setting.must_be}{default}.", "dim"), 4)
    yield ""
    yield page.text(
        "Settings are in budget-monitor.toml beside the ledgers. A name with a point is an entry of a table there:"
        ' [materiality], and beneath it amount = "£5,000". What --set gives on the command line goes before the file,'
        " and the file before the defaults."
    )


class _Setting(msgspec.Struct):
    name: str
    meaning: str
    must_be: str
    default: str | None
    value: str | None
    source: str


class _Problem(msgspec.Struct):
    file: str
    line: int | None
    column: str | None
    severity: str
    text: str
    message: str


class _Settings(msgspec.Struct):
    schema_version: int
    settings: list[_Setting]
    input_problems: list[_Problem]


def settings_json(settings: Sequence[ShownSetting], problems: Sequence[InputProblem]) -> bytes:
    """The same as JSON: null is no value."""
    document = _Settings(
        1,
        [
            _Setting(one.name, one.meaning, one.must_be, one.default or None, one.value or None, one.source)
            for one in settings
        ],
        [
            _Problem(one.file, one.line or None, one.column or None, one.severity, one.text, one.message)
            for one in problems
        ],
    )
    return json_bytes(document)
