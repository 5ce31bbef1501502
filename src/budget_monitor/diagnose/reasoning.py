"""The reasoning about one finding, figure by figure, for whoever wants to follow it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from budget_monitor.diagnose.formulas.sheets import Sheets, holds_exactly
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.values.ranges import Range, propose, range_of
from budget_monitor.diagnose.web import Web, holds_after
from budget_monitor.figures.written import read_figure
from budget_monitor.model.checks.constraint import Constraint, ConstraintSource
from budget_monitor.model.ledgers.cell import Cell, CellRef, Kind
from budget_monitor.model.ledgers.money import decimal_of
from budget_monitor.model.results.correction import Correction
from budget_monitor.model.results.outcome import Finding, Verdict
from budget_monitor.model.results.reasoning import Hypothesis, Reasoning


def reason(
    source: ConstraintSource, finding: Finding, findings: Sequence[Finding], corrections: Sequence[Correction]
) -> Reasoning:
    """Every figure of a finding's equation on trial: what it would have to be, and what its other checks say."""
    web = Web(source)
    named = {other.id: other for other in findings}
    own = next((constraint for constraint in web.failing if constraint.finding == finding.id), None)
    tried: list[Hypothesis] = []
    if own is not None and own.linear is not None:
        cells = [cell for cell in own.linear.coefficients if cell not in own.linear.blanks]
        web.fetch(cells)
        sheets = None if source.formulas is None else Sheets(web, source.formulas, {}, lambda: False)
        tried = [_trial(web, own, cell, named, sheets) for cell in cells]
    settling = tuple(one for one in corrections if finding.id in one.resolves)
    return Reasoning(
        finding,
        tuple(sorted(tried, key=lambda hypothesis: not hypothesis.kept)),
        settling,
        "" if tried else _why_untried(source, finding),
    )


def _why_untried(source: ConstraintSource, finding: Finding) -> str:
    """Why none of a finding's figures was put on trial, as a clause."""
    if why := source.why_left_out(finding.id):
        return why
    missing = next((one for one in finding.cells if not isinstance(one.value, str) and not _is_figure(one)), None)
    if missing is not None:
        place, text = f"{missing.ref.address or missing.ref.place} {missing.ref.heading}".strip(), missing.text.strip()
        return f"{place} `{text}` is no figure" if text else f"{place} is blank"
    if finding.verdict is Verdict.UNDECIDED and finding.terms:
        at = finding.place
        made = None if source.formulas is None else source.formulas.made.get(at)
        formula = "" if made is None else f"; {at.address} is ={made.text}"
        return f"the check may not be meant to hold here, though it does elsewhere{formula}"
    return "the check is no sum of figures"


def _is_figure(cell: Cell) -> bool:
    """False of a blank, of words, and of what a spreadsheet shows in place of a figure: in tables they count as 0."""
    return cell.value is not None and read_figure(cell.text) is not None


def _trial(web: Web, own: Constraint, cell: CellRef, named: Mapping[str, Finding], sheets: Sheets | None) -> Hypothesis:
    """`sheets` tell what follows by formulas."""
    source = web.source
    around = web.touching(cell)
    found = range_of(own, cell, {})
    if found is None:
        return Hypothesis(source.cell(cell), None, Kind.UNEXPLAINED, kept=False, reason="it takes no part in the gap")
    agreed, against = _agreed(found, own, cell, around) if sheets is None else (found.exact(web.unit(cell)), [])
    proposal = propose(web, cell, agreed, around)
    if proposal is None:
        reason_why = "no figure printed to its unit would close the gap"
        return Hypothesis(source.cell(cell), None, Kind.UNEXPLAINED, kept=False, reason=reason_why)
    proposed = source.figure(cell, decimal_of((web.number(cell) or Fraction(0)) + proposal.change))
    if sheets is not None and (made := sheets.formulas.made.get(cell)) is not None:
        says = f"it is ={made.text}: what it gives comes of other figures, unless it is the wrong formula"
        return Hypothesis(source.cell(cell), proposed, Kind.UNEXPLAINED, kept=False, reason=says)
    changes = {cell: proposal.change}
    if sheets is not None and (moved := sheets.changed_with(cell, proposal.change)) is not None:
        changes, around = moved, web.around(moved)
    still_holds = holds_after if sheets is None else holds_exactly
    broken = against or [check for check in around if not still_holds(check, changes)]
    if broken:
        names = ", ".join(dict.fromkeys(_name(check, named) for check in broken))
        text = f"then {names} would {'still fail' if all(check.finding for check in broken) else 'fail'}"
        return Hypothesis(source.cell(cell), proposed, proposal.kind, kept=False, reason=text)
    others = len(around) - 1
    if len(changes) > 1:
        return Hypothesis(
            source.cell(cell), proposed, proposal.kind, kept=True, reason=_with_followers(proposal, around)
        )
    which = "its 1 other check holds" if others == 1 else f"its {others} other checks hold"
    holds = f"{which} too" if others else "no other check uses it"
    why = holds if proposal.kind is Kind.UNEXPLAINED else f"{proposal.text}; {holds}"  # which the kind says already
    return Hypothesis(source.cell(cell), proposed, proposal.kind, kept=True, reason=why)


def _with_followers(proposal: Proposal, around: Sequence[Constraint]) -> str:
    holds = f"with what follows by formulas all {len(around)} checks hold"
    return holds if proposal.kind is Kind.UNEXPLAINED else f"{proposal.text}; {holds}"


def _agreed(
    found: Range, own: Constraint, cell: CellRef, around: Sequence[Constraint]
) -> tuple[Range, list[Constraint]]:
    """What the other equations of a cell leave of the range that its own one asks for, and those that object."""
    against: list[Constraint] = []
    for check in around:
        other = range_of(check, cell, {})
        if check.id == own.id or other is None:
            continue
        shared = found.meet(other)
        if shared is None:
            against.append(check)
        else:
            found = shared
    return found, against


def _name(check: Constraint, named: Mapping[str, Finding]) -> str:
    finding = named.get(check.finding or "")
    if finding is not None:
        return f"{check.rule} at {finding.place.place}"
    place = check.cells[0]
    return f"{check.rule} at {place.place}"
