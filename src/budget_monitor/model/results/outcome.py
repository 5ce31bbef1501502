"""What a check comes to: findings and the report of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from budget_monitor.model.checks.joint import JOINT
from budget_monitor.model.checks.relation import NoSum, Relation
from budget_monitor.model.checks.rule import KEY_RULE, About, Severity
from budget_monitor.model.checks.verdict import Verdict as Verdict  # told from here, where it is looked for
from budget_monitor.model.ledgers.cell import Cell, CellRef, Kind
from budget_monitor.model.ledgers.ledger import InputFile, InputProblem
from budget_monitor.model.results.choices import FailOn
from budget_monitor.model.results.correction import Correction
from budget_monitor.model.results.review import AcceptanceFault, AcceptanceProblem, Accepted

if TYPE_CHECKING:  # py-moneyed costs more than all else that `--help` imports
    from budget_monitor.model.ledgers.money import Figure


class Outcome(StrEnum):
    """What a check that does not hold comes to for the reader of a report."""

    WRONG = "wrong"
    """a figure is wrong, and to be put right"""
    RESTATED = "restated"
    """two reports state the past differently"""
    NOTICE = "notice"
    """a fact of policy"""
    BLANK = "blank"
    """not checked: a figure it needs is blank, or cannot be told"""
    NOT_HERE = "not_here"
    """not checked: the other table, row or period is not here"""


class Term(Struct, frozen=True):
    """A cell with its coefficient in `sum of coefficient x value = 0`, the reported side being positive."""

    cell: Cell
    coefficient: Decimal


class CellCorrection(Struct, frozen=True):
    """A cell, what it says now and what it should say instead, in the cell's own sign; `text` says how the slip
    most likely happened.
    """

    cell: Cell
    proposed: Figure
    kind: Kind
    text: str = ""


class Explanation(Struct, frozen=True):
    """One hypothesis about a finding. `text` is a sentence without a full stop."""

    kind: Kind
    text: str
    correction: CellCorrection | None = None


class Culprit(Struct, frozen=True):
    """A smallest set of cells whose correction makes every check that touches them hold.

    `resolves` holds the ids of the findings it resolves; `alternatives` counts the equally small corrections
    offered for the same findings, this one included.
    """

    corrections: tuple[CellCorrection, ...]
    resolves: tuple[str, ...]
    alternatives: int


class Finding(Struct, frozen=True):
    """One check that failed, or could not be decided, or broke.

    `gap` is reported minus computed; `allowed` is how far apart rounding lets them be. All four figures are
    None where the check is not about figures, or where one is missing. `cast` is the column that is cast, where the
    rule casts columns. `unlisted_lines` counts lines that a sum takes in besides those among the `cells`: of a long
    sum only the first are listed, and there are no `terms` then. `outcome` is None where the check holds, and where
    its rule is broken. `label` is the row in words: "Environment, Reserve 008, General, 2026/27 Q2".
    """

    id: str
    rule: str
    title: str
    severity: Severity
    verdict: Verdict
    ledger: str
    key: Mapping[str, str]
    place: CellRef
    cells: tuple[Cell, ...]
    message: str
    reported: Figure | None = None
    computed: Figure | None = None
    gap: Figure | None = None
    allowed: Figure | None = None
    comparison: str = "=="
    terms: tuple[Term, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    cast: str = ""
    unlisted_lines: int = 0
    outcome: Outcome | None = None
    label: str = ""


class Tally(Struct, frozen=True):
    """How the checks of one rule came out. `nothing_to_compare` counts the undecided checks whose other side
    does not exist; they are counted, and are no findings. `by_authority` has the same for each authority of a set
    that names them, in order; a severity is an authority's own.
    """

    rule: str
    title: str
    severity: Severity
    counts: Mapping[Verdict, int]
    nothing_to_compare: int = 0
    unlisted: int = 0
    """How many more rows would have been findings, had the rule not had so many."""
    by_authority: Mapping[str, Tally] = field(default_factory=dict)
    about: About = About.FIGURES
    lesser: Mapping[Severity, int] = field(default_factory=dict)
    """How many of the failed checks matter less than the rule says, by how much they do."""

    @property
    def parts(self) -> Iterable[Tally]:
        """The tallies of the authorities; the tally itself where there are none."""
        return self.by_authority.values() or (self,)

    @property
    def checks(self) -> int:
        """All checks, whatever their verdict."""
        return sum(self.counts.values())


class Position(Struct, frozen=True):
    """One report of the set: a portfolio at a period, with its figures and how its checks came out.

    `doubtful` names those of the figures (cash_limit, outturn, variance) that a failed check uses.
    """

    key: Mapping[str, str]
    cash_limit: Figure | None
    outturn: Figure | None
    variance: Figure | None
    basis: str
    counts: Mapping[Verdict, int]
    doubtful: frozenset[str] = frozenset()


class AuthoritySummary(Struct, frozen=True):
    """What a run came to for one authority; `name` is empty for rows that name none.

    `counts` has all its checks. `failed` (by severity), `undecided` and `unsure` (the undecided without those that only
    lack the other side) leave out what is accepted or immaterial; `findings` counts those that are listed one by one,
    or would be if the rule had fewer. A file that could not be read counts as an input error of each authority it might
    be about.
    """

    name: str
    counts: Mapping[Verdict, int]
    failed: Mapping[Severity, int]
    undecided: int
    findings: int
    input_errors: int = 0
    unread_files: int = 0
    stale_acceptances: int = 0
    unsure: int = 0

    @property
    def checks(self) -> int:
        """All checks, whatever their verdict."""
        return sum(self.counts.values())

    def exit_code(self, fail_on: FailOn = FailOn.ERROR, *, strict: bool = False) -> int:
        """What a run of this authority alone would end with."""
        unable = bool(self.counts[Verdict.BROKEN] or self.input_errors) or not self.checks
        unsure = self.unsure + self.unread_files + self.stale_acceptances
        return _exit_code(fail_on, self.failed, unable=unable, unsure=strict and bool(unsure))


class Report(Struct, frozen=True):
    """Everything one run of `check` found, in a stable order (file, line, rule).

    Accepted and immaterial findings are among the `findings`, and checks of the tallies; `accepted` and `immaterial`
    say which they are. No finding is both. `ignored_rules` are those that the settings leave out. `authorities`, in
    order of name, are those that the ledgers name; in a report on several sets the findings follow their order. `file`
    is the single file that was checked; of a table without rules `relations` are all checks that were found in it.
    `subject` is what was checked: `ledger`, or `document`. Without `keeps_texts` neither the history nor JSON may
    hold what is written in rows. `not_run` are ledgers that could not be read, with how many rules wanted each.
    """

    inputs: tuple[InputFile, ...]
    tallies: tuple[Tally, ...]
    findings: tuple[Finding, ...]
    input_problems: tuple[InputProblem, ...] = ()
    unread_files: tuple[str, ...] = ()
    not_run: tuple[tuple[str, int], ...] = ()
    culprits: tuple[Culprit, ...] = ()
    corrections: tuple[Correction, ...] = ()
    positions: tuple[Position, ...] = ()
    within_rounding: tuple[Finding, ...] = ()
    exact: tuple[Finding, ...] = ()
    folder: str = ""
    file: str = ""
    accepted: tuple[Accepted, ...] = ()
    acceptance_problems: tuple[AcceptanceProblem, ...] = ()
    immaterial: tuple[str, ...] = ()
    ignored_rules: tuple[str, ...] = ()
    authorities: tuple[AuthoritySummary, ...] = ()
    relations: tuple[Relation, ...] = ()
    no_sums: tuple[NoSum, ...] = ()
    subject: str = "ledger"
    keeps_texts: bool = True

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """Checks by verdict, over all rules."""
        return {verdict: sum(tally.counts[verdict] for tally in self.tallies) for verdict in Verdict}

    @property
    def excused(self) -> frozenset[str]:
        """The ids of the findings that do not count: the accepted and the immaterial."""
        return frozenset((*(entry.finding for entry in self.accepted), *self.immaterial))

    def counted(self, verdict: Verdict) -> Mapping[Severity, int]:
        """How many checks came to a verdict, by severity, without those that are excused."""
        excused = self.excused
        found = dict.fromkeys(Severity, 0)
        for tally in (part for whole in self.tallies for part in whole.parts):
            lesser = tally.lesser if verdict is Verdict.FAIL else {}
            found[tally.severity] += tally.counts[verdict] - sum(lesser.values())
            found |= {severity: found[severity] + number for severity, number in lesser.items()}
        for finding in self.findings:
            if finding.verdict is verdict and finding.id in excused:
                found[finding.severity] -= 1
        return found

    @property
    def unsure(self) -> int:
        """How many checks want for something that should be there: all that are undecided, but those whose other side
        is not here, and those that are excused.
        """
        nothing = sum(tally.nothing_to_compare for tally in self.tallies) - self.without_total
        return max(0, sum(self.counted(Verdict.UNDECIDED).values()) - nothing)

    @property
    def without_total(self) -> int:
        """How many castings met lines and no total: of what has nothing to compare with, these alone are listed."""
        return sum(one.outcome is Outcome.NOT_HERE for one in self.findings)

    @property
    def stale_acceptances(self) -> int:
        """How many entries of `accepted.toml` match nothing any more."""
        return sum(problem.fault is AcceptanceFault.MATCHES_NOTHING for problem in self.acceptance_problems)

    @property
    def decided(self) -> int:
        """How many checks of figures came to a verdict; that a key stands once says nothing about figures."""
        figures = [tally.counts for tally in self.tallies if tally.rule not in (KEY_RULE, JOINT.id)]
        return sum(counts[one] for counts in figures for one in (Verdict.EXACT, Verdict.WITHIN_ROUNDING, Verdict.FAIL))

    @property
    def without_rows(self) -> int:
        """How many ledgers have a header and nothing below it."""
        return sum(not one.rows for one in self.inputs)

    @property
    def nothing_checked(self) -> bool:
        """True if there was no check at all: no rows, rules that ran on nothing, had nothing to compare with, or blanks
        alone, though there are keys.
        """
        absent = sum(tally.nothing_to_compare for tally in self.tallies)
        has_blanks = self.counts[Verdict.UNDECIDED] - absent > 0
        return sum(self.counts.values()) <= absent or (has_blanks and not self.decided)

    def exit_code(self, fail_on: FailOn = FailOn.ERROR, *, strict: bool = False) -> int:
        """0 nothing failed, 1 something failed at or above `fail_on`, 2 the job could not be done whole, or
        nothing was checked.

        With `strict`, blanks and castings without a total, ledgers without rows, unread files and acceptances that
        match nothing count as failures too; that an earlier report or another ledger is not here does not. What is
        accepted or immaterial never does.
        """
        errors = any(problem.severity == "error" for problem in self.input_problems)
        unable = errors or bool(self.counts[Verdict.BROKEN]) or self.nothing_checked
        unsure = strict and bool(self.unsure or self.unread_files or self.without_rows or self.stale_acceptances)
        return _exit_code(fail_on, self.counted(Verdict.FAIL), unable=unable, unsure=unsure)


def _exit_code(fail_on: FailOn, failed: Mapping[Severity, int], *, unable: bool, unsure: bool) -> int:
    """2 before 1 before 0; `failed` counts the failed checks that are not excused."""
    if unable:
        return 2
    return 1 if unsure or any(number and severity in fail_on.severities for severity, number in failed.items()) else 0
