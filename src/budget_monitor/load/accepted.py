"""`accepted.toml`, the differences that are known and accepted: read, and added to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import tomli
from msgspec import Struct

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.figures.amounts import parse_amount
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.period import parse_financial_year, parse_period
from budget_monitor.model.results.review import Acceptance
from budget_monitor.model.running.files import ACCEPTED_FILE, is_there
from budget_monitor.toml.numbers import parsed
from budget_monitor.toml.place import KeyPath, TomlFile, key_lines, read_toml
from budget_monitor.toml.write import appended, key_table, toml_text
from budget_monitor.whole_file import one_at_a_time, write_whole

NO_GAP = "none"
"""The gap of a failed check that is not about figures."""
UNDECIDED = "undecided"
"""The gap of a check that could not be decided."""

_HEADING = """\
# Differences that are known and accepted. `budget-monitor accept FINDING --reason ...` adds to them; an entry counts
# as long as the gap (reported less computed) is the same and `until` has not passed.
"""


class EntryBlock(Struct, kw_only=True, forbid_unknown_fields=True):
    """`[[accepted]]`, as it stands in the file."""

    rule: str
    key: dict[str, str]
    gap: object
    reason: str
    by: str
    on: object
    until: object = None
    ledger: str = ""
    column: str = ""


def read_accepted(
    folder: Path, currency: str = "GBP", year_start: int = 4
) -> tuple[tuple[Acceptance, ...], tuple[InputProblem, ...]]:
    """The accepted differences of a folder, none if it has no such file, and all that is wrong with them.

    An entry with a mistake in it is left out. Amounts are in the set's currency.
    """
    path = folder / ACCEPTED_FILE
    if not is_there(path):
        return (), ()
    toml = read_toml(path, ACCEPTED_FILE)
    if isinstance(toml, InputProblem):
        return (), (toml,)
    found, problems = _entries(toml, currency, year_start)
    return tuple(found), tuple(sorted(problems, key=lambda problem: problem.line))


def _entries(toml: TomlFile, currency: str, year_start: int) -> tuple[list[Acceptance], list[InputProblem]]:
    problems = [
        toml.problem((name,), name, f"unknown table {name!r}{did_you_mean(name, ['accepted'])}")
        for name in toml.root
        if name != "accepted"
    ]
    blocks = toml.root.get("accepted", [])
    if not isinstance(blocks, list):
        problems.append(toml.problem(("accepted",), "", "an entry begins with [[accepted]], in two pairs of brackets"))
        return [], problems
    found = []
    for number, raw in enumerate(blocks):
        entry = _entry(toml, ("accepted", number), raw, currency, year_start)
        if isinstance(entry, InputProblem):
            problems.append(entry)
        else:
            found.append(entry)
    return found, problems


def _entry(toml: TomlFile, path: KeyPath, raw: object, currency: str, year_start: int) -> Acceptance | InputProblem:
    block = toml.convert(path, raw, EntryBlock)
    if isinstance(block, InputProblem):
        return block
    for name in ("rule", "reason", "by"):
        if not str(getattr(block, name)).strip():
            return toml.problem((*path, name), "", f"{name} must not be empty")
    word = block.gap.strip().casefold() if isinstance(block.gap, str) else ""
    gap = _amount(block.gap, currency)
    if gap is None and word not in (NO_GAP, UNDECIDED):
        message = f'gap must be an amount such as "-45,000", or "{NO_GAP}" or "{UNDECIDED}", not "{block.gap}"'
        return toml.problem((*path, "gap"), block.gap, message)
    on, until = _date(block.on), _date(block.until)
    for name, given, read in (("on", block.on, on), ("until", block.until, until)):
        if given is not None and read is None:
            return toml.problem((*path, name), given, f"{name} must be a date such as 2022-06-30, not {given}")
    if on is None:
        return toml.problem((*path, "on"), "", "this accepted has no 'on'")
    return Acceptance(
        rule=block.rule.strip(),
        key={name: _canonical(name, text, year_start) for name, text in block.key.items()},
        gap=gap,
        reason=block.reason.strip(),
        by=block.by.strip(),
        on=on,
        until=until,
        ledger=block.ledger.strip(),
        column=block.column.strip(),
        undecided=word == UNDECIDED,
        line=toml.line(path),
    )


def _amount(value: object, currency: str) -> Decimal | None:
    """A gap as text or as a number."""
    if isinstance(value, str):
        return parse_amount(value, currency)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value) if Decimal(value).is_finite() else None


def _date(value: object) -> date | None:
    """A date of TOML, or one as text; not a date with a time of day."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            return None
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _canonical(name: str, text: str, year_start: int) -> str:
    """A year or period as findings write it: `Mid-Year` is Q2."""
    text = " ".join(text.split())
    if name == "financial_year":
        return parse_financial_year(text) or text
    return (parse_period(text, year_start) or text) if name == "period" else text


def add_accepted(
    folder: Path,
    entry: Acceptance,
    gap_text: str,
    currency: str,
    year_start: int,
    *,
    known: Sequence[Acceptance] = (),
) -> Acceptance:
    """Add an entry to the end of the file, which is begun if need be; returns it as it now stands there.

    Everything else in the file stays as it is, to the byte. `gap_text` is the gap as it is to be written. `known`
    are entries that accept the same of another row, one that stands in the ledger twice. Raises UsageError, and
    leaves the file alone, when it has a mistake in it, has the entry already, or cannot be written.
    """
    path = folder / ACCEPTED_FILE
    try:
        with one_at_a_time(folder):
            before, problems = read_accepted(folder, currency, year_start)
            if problems:
                problem = problems[0]
                place = f"{problem.file}:{problem.line}" if problem.line else problem.file
                raise UsageError(f"{place}: {problem.message}; correct it first, nothing was written")
            lines_known = {other.line for other in known}
            for other in before:
                if (
                    other.line not in lines_known
                    and _check(other) == _check(entry)
                    and (other.until is None or other.until >= entry.on)
                ):
                    raise UsageError(f"it is accepted already, by {other.by} ({ACCEPTED_FILE}:{other.line})")
            content = path.read_bytes() if path.exists() else _HEADING.encode()
            after = appended(content, _entry_text(entry, gap_text))
            added = _last_entry(after, len(before) + 1, currency, year_start)
            if added is None or not _same(added, entry):
                raise UsageError(f"{path}: an entry cannot be added to the end of this file; add it by hand")
            write_whole(path, after)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    return added


def _last_entry(content: bytes, count: int, currency: str, year_start: int) -> Acceptance | None:
    """The last of `count` entries of a file to be, or None when it would have another number of them."""
    source = content.decode("utf-8-sig")
    try:
        root = parsed(source)
    except tomli.TOMLDecodeError:
        return None
    found, problems = _entries(TomlFile(ACCEPTED_FILE, root, key_lines(source)), currency, year_start)
    return found[-1] if len(found) == count and not problems else None


def _check(entry: Acceptance) -> tuple[object, ...]:
    """What an entry is about: two entries of one check and gap accept the same."""
    key = {name: text for name, text in entry.key.items() if text}
    return entry.rule, entry.ledger, entry.column, key, entry.gap, entry.undecided


def _same(one: Acceptance, other: Acceptance) -> bool:
    """Whether two entries state the same, wherever they stand."""
    stated = [(_check(entry), entry.reason, entry.by, entry.on, entry.until) for entry in (one, other)]
    return stated[0] == stated[1]


def _entry_text(entry: Acceptance, gap_text: str) -> str:
    lines = ["[[accepted]]", f"rule = {toml_text(entry.rule)}"]
    if entry.ledger:
        lines.append(f"ledger = {toml_text(entry.ledger)}")
    lines.append(f"key = {key_table(entry.key)}")
    if entry.column:
        lines.append(f"column = {toml_text(entry.column)}")
    lines += [f"gap = {toml_text(gap_text)}", f"reason = {toml_text(entry.reason)}", f"by = {toml_text(entry.by)}"]
    lines.append(f"on = {entry.on.isoformat()}")
    if entry.until is not None:
        lines.append(f"until = {entry.until.isoformat()}")
    return "\n".join(lines) + "\n"
