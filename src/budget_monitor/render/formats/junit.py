"""A report as JUnit XML, which CI servers show as test results.

A suite is a rule; where the ledgers name authorities it is an authority, with the checks of all rules, whose classes
then have the authority in their names. Each check that the report lists is a case: a failed one is a `failure` whose
type is the rule's severity, and whose message says where it is a restatement or a fact to notice; a broken one an
`error`, an undecided one is `skipped`, and so is one that is accepted or immaterial. The checks of a rule that are not
listed one by one (those that hold, most of them) stand together in one case for each outcome, which says how many they
are; the suite's properties have the exact count of every verdict. What was wrong with the input files is a suite of its
own.

Names of cases have the id of the finding and no line number, so that a server can follow a case from run to run.
There is no time of day in the file: the same report gives the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from xml.etree import ElementTree as ET

from msgspec import Struct

from budget_monitor.model.results.numbered import untold_files
from budget_monitor.model.results.outcome import AuthoritySummary, Finding, Report, Tally, Verdict
from budget_monitor.model.running.files import ACCEPTED_FILE
from budget_monitor.render.formats.concise import OUTCOME_WORDS
from budget_monitor.render.report.review import acceptance_problem_text, standings
from budget_monitor.render.report.view import Item, items_of, remedy_of, settling
from budget_monitor.render.text.literal import literal
from budget_monitor.render.text.plain import column_place, finding_lines, headline_of, listed
from budget_monitor.render.text.words import VERDICT_WORDS, key_text, plural

TOOL = "budget-monitor"

ELEMENTS = {Verdict.FAIL: "failure", Verdict.BROKEN: "error", Verdict.UNDECIDED: "skipped"}
"""The element by which a case says that it did not pass."""

INPUT = "input"
"""The class of the cases that are about files and not about rules."""


class _Told(Struct, frozen=True):
    """By the id of a finding, why it does not count, and what would put it right."""

    known: Mapping[str, str]
    items: Mapping[str, Item]


def to_junit(report: Report) -> bytes:
    """The report as UTF-8 XML, in the shape that Jenkins asks for and other CI servers read too."""
    root = ET.Element("testsuites", name=TOOL)
    by_rule: dict[str, list[Finding]] = {tally.rule: [] for tally in report.tallies}
    for finding in listed(report):
        by_rule.setdefault(finding.rule, []).append(finding)
    told = _Told(standings(report), settling(items_of(report)))
    for summary in report.authorities:
        _suite(root, summary.name or TOOL, _totals(summary), _cases_of(summary.name, report.tallies, by_rule, told))
    for tally in report.tallies if not report.authorities else ():
        cases = _cases(tally, by_rule.pop(tally.rule, []), told)
        _suite(root, f"{tally.rule} {tally.title}".strip(), _counts(tally), cases)
    for rule, findings in by_rule.items():
        if findings or not report.authorities:
            _suite(root, rule, [], [_case(finding, told) for finding in findings])
    if report.input_problems or untold_files(report) or report.acceptance_problems:
        _suite(root, "Input files", [], _input_cases(report))
    for name, element in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        root.set(name, str(sum(1 for _ in root.iter(element))))
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _suite(root: ET.Element, name: str, counts: Sequence[tuple[str, str]], cases: Iterable[ET.Element]) -> None:
    """Add a suite with its cases, and what they add up to."""
    suite = ET.SubElement(root, "testsuite", name=literal(name))
    if counts:
        properties = ET.SubElement(suite, "properties")
        for label, value in counts:
            ET.SubElement(properties, "property", name=label, value=value)
    suite.extend(cases)
    totals = (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    for label, element in totals:
        suite.set(label, str(sum(1 for _ in suite.iter(element))))
    suite.set("time", "0")


def _counts(tally: Tally) -> list[tuple[str, str]]:
    """The true number of checks by verdict: a case may stand for many."""
    counts = [(verdict.value, str(tally.counts.get(verdict, 0))) for verdict in Verdict]
    nothing = ("nothing_to_compare", str(tally.nothing_to_compare))
    return [("severity", tally.severity.value), ("checks", str(tally.checks)), *counts, nothing]


def _cases_of(
    authority: str,
    tallies: Sequence[Tally],
    by_rule: dict[str, list[Finding]],
    told: _Told,
) -> Iterable[ET.Element]:
    """The cases of one authority, rule by rule; its findings are taken from `by_rule`."""
    for tally in tallies:
        part = tally.by_authority.get(authority)
        if part is None:
            continue
        findings = by_rule.get(tally.rule, [])
        own = [finding for finding in findings if finding.key.get("authority", "") == authority and finding.key]
        by_rule[tally.rule] = [finding for finding in findings if finding not in own]
        for case in _cases(part, own, told):
            case.set("classname", literal(".".join(filter(None, [TOOL, authority.replace(".", "_"), tally.rule]))))
            yield case


def _totals(summary: AuthoritySummary) -> list[tuple[str, str]]:
    """The true number of an authority's checks by verdict, and its input errors."""
    counts = [(verdict.value, str(summary.counts[verdict])) for verdict in Verdict]
    return [("checks", str(summary.checks)), *counts, ("input_errors", str(summary.input_errors))]


def _cases(tally: Tally, findings: Sequence[Finding], told: _Told) -> Iterable[ET.Element]:
    """The listed checks, and a case for the others of each outcome."""
    yield from (_case(finding, told) for finding in findings)
    shown = Counter(finding.verdict for finding in findings)
    rest = {verdict: tally.counts.get(verdict, 0) - shown[verdict] for verdict in Verdict}
    holding = [verdict for verdict in Verdict if verdict not in ELEMENTS and rest[verdict] > 0]
    if holding:
        case = _named(tally.rule, "checks that hold")
        _note(case, ", ".join(f"{rest[verdict]:,} {VERDICT_WORDS[verdict]}" for verdict in holding))
        yield case
    for verdict, element in ELEMENTS.items():
        if rest[verdict] > 0:
            nothing = verdict is Verdict.UNDECIDED and rest[verdict] == tally.nothing_to_compare
            name = "checks with nothing to compare" if nothing else f"other checks: {VERDICT_WORDS[verdict]}"
            yield _unpassed(_named(tally.rule, name), element, tally.severity.value, plural(rest[verdict], "check"))
    if not tally.checks:
        case = _named(tally.rule, "checks that hold")
        yield _unpassed(case, "skipped", "", "the rule found nothing to run on")


def _case(finding: Finding, told: _Told) -> ET.Element:
    """A listed check, with what would put it right. One that holds says in its output by how much; one that is known
    is skipped, and says why.
    """
    what = ": ".join(filter(None, [key_text(finding.key), finding.place.column]))
    case = _named(finding.rule, f"{what} ({finding.id})".strip())
    lines = [column_place(finding), *finding_lines(finding), *_remedy(told.items.get(finding.id))]
    element = ELEMENTS.get(finding.verdict)
    if element is None:
        _note(case, *lines)
        return case
    outcome = OUTCOME_WORDS.get(finding.outcome, "") if finding.outcome and element == "failure" else ""
    message = f"{column_place(finding)}: {outcome}{headline_of(finding)}"
    if finding.id in told.known:
        return _unpassed(case, "skipped", "known", f"{told.known[finding.id]}; {message}", *lines)
    return _unpassed(case, element, finding.severity.value, message, *lines)


def _remedy(item: Item | None) -> Iterable[str]:
    if item is not None:
        yield f"put right {item.number}: {remedy_of(item)}"
        if item.less_likely:
            yield item.less_likely


def _input_cases(report: Report) -> Iterable[ET.Element]:
    """An input error is an error, a warning a passed case that says so, an unread file is skipped."""
    for problem in report.input_problems:
        place = problem.ref.place
        case = _named(INPUT, " ".join(filter(None, [place, problem.column])))
        message = f"`{problem.text}`: {problem.message}" if problem.text else problem.message
        if problem.severity == "error":
            _unpassed(case, "error", "input", message)
        else:
            _note(case, f"{problem.severity}: {message}")
        yield case
    for file in untold_files(report):
        yield _unpassed(_named(INPUT, file), "skipped", "", "no rule reads it")
    for fault in report.acceptance_problems:
        case = _named(INPUT, f"{ACCEPTED_FILE} {fault.acceptance.rule} {key_text(fault.acceptance.key)}".strip())
        _note(case, acceptance_problem_text(fault))
        yield case


def _named(rule: str, name: str) -> ET.Element:
    return ET.Element("testcase", classname=literal(f"{TOOL}.{rule}"), name=literal(name), time="0")


def _unpassed(case: ET.Element, element: str, kind: str, message: str, *lines: str) -> ET.Element:
    """The case, with why it did not pass: a line for the overview, and the lines beneath it."""
    why = ET.SubElement(case, element, message=literal(message))
    if kind:
        why.set("type", literal(kind))
    why.text = "\n".join(map(literal, lines)) or None
    return case


def _note(case: ET.Element, *lines: str) -> None:
    """What a passed case has to say."""
    ET.SubElement(case, "system-out").text = "\n".join(map(literal, lines))
