"""What a user names, found in a report."""

from __future__ import annotations

import getpass

from budget_monitor.errors import UsageError, hint, nearest
from budget_monitor.model.results.numbered import contents, to_look_at
from budget_monitor.model.results.outcome import Finding, Report, Verdict

MAX_DIGITS_OF_A_NUMBER = 9


def login_name() -> str:
    """Who runs the command. Raises UsageError where that cannot be told."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise UsageError("who accepts it? name them with --by, or in the settings (accept.by)") from None


def find_finding(name: str, report: Report) -> Finding:
    """The first of those that `find_findings` gives."""
    return find_findings(name, report)[0]


def find_findings(name: str, report: Report) -> tuple[Finding, ...]:
    """The finding of that id, or the only one whose id begins so; or all under a number of the report on the whole set,
    or to look at in a cell of a table without rules, which is named as the report names it.

    Raises UsageError naming the nearest if there is none.
    """
    wanted = name.strip().casefold()
    if wanted.isdecimal() and len(wanted) <= MAX_DIGITS_OF_A_NUMBER:
        return _numbered(int(wanted), report)
    if there := _to_look_at(wanted, report):
        return there
    if not report.findings:
        raise UsageError(f"there is no finding {name!r}: no check failed, and all could be decided")
    found = [finding for finding in report.findings if wanted and finding.id.casefold().startswith(wanted)]
    exact = [finding for finding in found if finding.id.casefold() == wanted]
    if len(exact) == 1 or len(found) == 1:
        return ((exact or found)[0],)
    if found:
        named = ", ".join(finding.id for finding in found[:5])
        more = f" and {len(found) - 5:,} more" if len(found) > 5 else ""
        raise UsageError(f"{len(found):,} findings begin with {name!r}: {named}{more}; write more of the id")
    command = "check" if report.subject == "ledger" else "scrutinise"
    near = nearest(name, [finding.id for finding in report.findings])
    if near is None and (rule := nearest(name, [finding.rule for finding in report.findings])):
        near = next(finding.id for finding in report.findings if finding.rule == rule)
    raise UsageError(
        f"there is no finding {name!r}" + (hint(near) or f"; `budget-monitor {command}` gives the id of each finding")
    )


def _to_look_at(address: str, report: Report) -> tuple[Finding, ...]:
    """What is to look at in a cell, without what is accepted, or else with it."""
    accepted = (one for one in report.findings if one.verdict is Verdict.UNDECIDED and one.id in report.excused)
    for several in (to_look_at(report), accepted if report.relations else ()):
        if there := tuple(one for one in several if address and one.place.address.casefold() == address):
            return there
    return ()


def _numbered(number: int, report: Report) -> tuple[Finding, ...]:
    told = contents(report).all()
    found = next((one for one in told if one.number == number), None)
    if found is None:
        known = f"its numbers go from 1 to {told[-1].number}" if told else "nothing in it is wrong"
        raise UsageError(f"there is no number {number} in the report on these {report.subject}s; {known}")
    return found.findings


def said_text(text: str, name: str) -> str:
    """What somebody typed, without space around it. Raises UsageError for bytes that are no text."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise UsageError(f"the {name} holds a byte that is no character of UTF-8; write it again")
    return text.strip()
