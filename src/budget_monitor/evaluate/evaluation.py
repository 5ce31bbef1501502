"""The stage as a whole: a ledger set and a rule book in, tallies and findings out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.errors import MachineError, RuleError
from budget_monitor.evaluate.broken import said_by, why_broken
from budget_monitor.evaluate.conventions import followed
from budget_monitor.evaluate.engines import Engine
from budget_monitor.evaluate.engines.arrow import ArrowEngine
from budget_monitor.evaluate.engines.frames import LONG_FRAME_ROWS, Frames
from budget_monitor.evaluate.far_years import far_years
from budget_monitor.evaluate.joint.joint import contradictions
from budget_monitor.evaluate.listing import Listing
from budget_monitor.evaluate.lookups.attach import Selection
from budget_monitor.evaluate.near_names import near_names
from budget_monitor.evaluate.unread_totals import UnreadTotals
from budget_monitor.evaluate.verdicts.constraints import Constraints
from budget_monitor.evaluate.verdicts.findings import FindingMaker
from budget_monitor.evaluate.verdicts.lost_rows import lacks_a_column
from budget_monitor.evaluate.verdicts.no_total import without_total
from budget_monitor.evaluate.verdicts.run import (
    EXACT,
    FAIL,
    NOTHING_TO_COMPARE,
    UNDECIDED,
    VERDICTS,
    WITHIN_ROUNDING,
    Judged,
    judge,
)
from budget_monitor.model.checks.constraint import ConstraintSource
from budget_monitor.model.checks.joint import JOINT
from budget_monitor.model.checks.rule import Rule
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.ledger import AUTHORITY, InputProblem, LedgerSet
from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.outcome import Finding, Tally, Verdict
from budget_monitor.model.results.review import Acceptance
from budget_monitor.model.running.ending import raise_what_ends
from budget_monitor.model.running.patience import was_stopped
from budget_monitor.rules.compiled import RuleBook, Run
from budget_monitor.rules.compiler import runs_of
from budget_monitor.rules.reads import ledgers_of

SHOWN: Mapping[Show, frozenset[int]] = {
    Show.FAILURES: frozenset({FAIL, UNDECIDED}),
    Show.BLANKS: frozenset({FAIL, UNDECIDED}),
    Show.ROUNDING: frozenset({FAIL, UNDECIDED, WITHIN_ROUNDING}),
    Show.ALL: frozenset({FAIL, UNDECIDED, WITHIN_ROUNDING, EXACT}),
}


class Evaluation(Struct, frozen=True):
    """What the rules found: a tally each, findings in order, and the rules that could not be understood.

    `authorities` are those that the ledgers name, each of which every tally has a part for; `cut_off` are the rules of
    which not every accepted row was looked at.
    """

    tallies: tuple[Tally, ...]
    findings: tuple[Finding, ...]
    within_rounding: tuple[Finding, ...]
    exact: tuple[Finding, ...]
    problems: tuple[InputProblem, ...]
    constraints: ConstraintSource
    authorities: tuple[str, ...] = ()
    cut_off: frozenset[str] = frozenset()


def evaluate(
    ledger_set: LedgerSet,
    book: RuleBook,
    rules: Sequence[Rule],
    *,
    selection: Selection | None = None,
    engine: Engine | None = None,
    short: int = LONG_FRAME_ROWS,
    show: Show = Show.FAILURES,
    accepted: Sequence[Acceptance] = (),
) -> Evaluation:
    """Puts every rule of `rules` to the ledgers; an engine computes, Arrow unless one is given. Checks of ledgers of at
    most `short` rows need not ask it. What is `accepted` is looked at however much else is found. Raises MachineError
    when the machine gives out.

    A rule that cannot be understood, or cannot be run, is `broken`; the others are run all the same.
    """
    frames = Frames(ledger_set, book.ledgers, engine or ArrowEngine(), short)
    return _Evaluator(frames, book, selection or Selection(), show, accepted).evaluation(rules)


class _Evaluator:
    def __init__(
        self, frames: Frames, book: RuleBook, selection: Selection, show: Show, accepted: Sequence[Acceptance]
    ) -> None:
        self.book = book
        self.frames = frames
        self.selection = selection
        self.codes = SHOWN[show]
        self.maker = FindingMaker(self.frames)
        self.found: list[tuple[Finding, str]] = []
        self.judged: list[Judged] = []
        self.unread_totals = UnreadTotals(frames)
        self.listing = Listing(frames, accepted)
        self.unlisted: Counter[tuple[str, str]] = Counter()
        self.problems: list[InputProblem] = []

    def evaluation(self, rules: Sequence[Rule]) -> Evaluation:
        tallies = [self.tally(rule) for rule in rules if rule.id != JOINT.id]
        ordered = sorted(self.found, key=lambda found: place_of(found[0]))
        found = _numbered([finding for finding, _ in ordered])
        places = {
            (finding.rule, finding.ledger, finding.place.line, column): finding.id
            for finding, (_, column) in zip(found, ordered, strict=True)
        }
        if self.selection == Selection():
            self.problems += self.unread_totals.problems(self.book, found)
        self.problems += far_years(self.frames)
        self.problems += near_names(self.frames, [judged.run for judged in self.judged])
        constraints = Constraints(self.frames, self.maker, self.judged, places)
        for rule in rules:
            if rule.id == JOINT.id and (together := self.together(rule, constraints)):
                found = sorted([*found, *_numbered(together)], key=place_of)
                tallies.append(self.joint_tally(rule, together))
        by_verdict = {verdict: tuple(finding for finding in found if finding.verdict is verdict) for verdict in Verdict}
        shown = (Verdict.EXACT, Verdict.WITHIN_ROUNDING)
        return Evaluation(
            tallies=tuple(tallies),
            findings=tuple(finding for finding in found if finding.verdict not in shown),
            within_rounding=by_verdict[Verdict.WITHIN_ROUNDING],
            exact=by_verdict[Verdict.EXACT],
            problems=tuple(self.problems),
            constraints=constraints,
            authorities=self.frames.authorities,
            cut_off=frozenset(self.listing.cut_off),
        )

    def together(self, rule: Rule, constraints: Constraints) -> Sequence[Finding]:
        """The checks that cannot all be true; what was not tested is said as a warning."""
        found = contradictions(constraints, rule)
        if found.left_out:
            message = f"rule {rule.id}: {found.left_out}"
            self.problems.append(InputProblem(self.frames.ledger_set.folder, 0, "", "warning", "", message))
        return found.findings

    def joint_tally(self, rule: Rule, findings: Sequence[Finding]) -> Tally:
        """Only what fails is counted: what can be true together is counted check by check already."""
        whose = Counter(finding.key.get(AUTHORITY, "") for finding in findings)
        parts = {name: self.tally_of(rule, Counter({FAIL: whose[name]}), 0, 0) for name in self.frames.authorities}
        whole = self.tally_of(rule, Counter({FAIL: len(findings)}), 0, 0)
        return replace(whole, by_authority=parts) if parts else whole

    def tally(self, rule: Rule) -> Tally:
        """Runs one rule; a failure of the rule itself is counted, and never stops the others."""
        counts: dict[str, Counter[int]] = {}
        broken = 0
        runs: Sequence[Run] = ()
        try:
            runs = runs_of(rule, self.book, self.frames.ledger_set.year_start) if self.is_worth_reading(rule) else ()
            if all(self.frames.table(name) is not None for name in rule.needs):
                for run in runs:
                    for authority, found in self.counts(run).items():
                        counts.setdefault(authority, Counter()).update(found)
        except RuleError as error:
            broken = 1
            self.cannot_understand(rule, error)
        except self.frames.engine.exhausted as error:
            raise MachineError(f"rule {rule.id} cannot be run on this machine: {said_by(error)}") from error
        except self.failures as error:
            raise_what_ends()
            broken = 1
            self.found.append((self.broken(rule, why_broken(error, runs, self.maker), rule.line), ""))
        self.frames.drop_long()
        # a rule that cannot run is broken for every authority
        parts = {
            name: self.tally_of(rule, counts.get(name, Counter()), broken, self.unlisted[rule.id, name])
            for name in self.frames.authorities
        }
        unlisted = sum(number for (name, _), number in self.unlisted.items() if name == rule.id)
        whole = self.tally_of(rule, sum(counts.values(), Counter()), broken, unlisted)
        return replace(whole, by_authority=parts) if parts else whole

    def is_worth_reading(self, rule: Rule) -> bool:
        """Whether the set has a ledger that a rule is about, or something may be wrong with the rule itself: the
        settings have changed it, or it cannot be understood. Nothing is once Ctrl-C was pressed.
        """
        if was_stopped():
            return False
        if rule.id in self.book.faults or rule is not self.book.rules.get(rule.id):
            return True
        about = (name for clause in rule.clauses for name in ledgers_of(clause, self.book.ledgers))
        return any(self.frames.table(name) is not None for name in about)

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """What a rule that cannot be computed raises; looked up only once something is raised."""
        return (*self.frames.engine.failures, ArithmeticError, RecursionError)

    def tally_of(self, rule: Rule, counts: Counter[int], broken: int, unlisted: int) -> Tally:
        verdicts = dict.fromkeys(Verdict, 0)
        for code, number in counts.items():
            verdicts[VERDICTS[code]] += number
        verdicts[Verdict.BROKEN] = broken
        return Tally(
            rule.id, rule.title or rule.id, rule.severity, verdicts, counts[NOTHING_TO_COMPARE], unlisted,
            about=rule.about,
        )  # fmt: skip

    def counts(self, run: Run) -> Mapping[str, Counter[int]]:
        """How the checks of a run came out, by authority; their findings are kept."""
        counts: dict[str, Counter[int]] = {}
        for authority, finding in without_total(self.frames, run, self.selection):
            counts[authority] = Counter({NOTHING_TO_COMPARE: 1})
            self.found.append((finding, ""))
        judged = None if lacks_a_column(self.frames, run) else self.judged_run(run)
        if judged is None:
            return counts
        if run.conventions:
            judged = followed(self.frames, judged)
            run = judged.run
        self.judged.append(judged)
        self.unread_totals.look_at(judged)
        for place, (check, here) in enumerate(zip(run.checks, judged.counts_by_authority, strict=True)):
            for authority, number in here.items():
                counts.setdefault(authority, Counter()).update(number)
            if self.codes.isdisjoint(judged.counts[place]):
                continue
            rows = self.listing.rows(judged, place, self.codes)
            found = [(finding, check.column) for finding in self.maker.findings(judged, place, rows)]
            self.found += found
            self.problems += self.listing.problems(judged, place, self.codes, [finding for finding, _ in found])
            listed = Counter(finding.key.get(AUTHORITY, "") for finding, _ in found)
            for authority, number in here.items():
                self.unlisted[run.rule.id, authority] += sum(number[code] for code in self.codes) - listed[authority]
        judged.forget(self.codes)
        return counts

    def judged_run(self, run: Run) -> Judged | None:
        """A run with its checks made; where a figure is too large to be taken in Python, the engine has its say."""
        frames = self.frames.for_run(run.ledgers)
        if frames.is_in_lists:
            with suppress(ArithmeticError):
                return judge(frames, run, self.selection)
            frames = self.frames.in_memory
        return judge(frames, run, self.selection)

    def cannot_understand(self, rule: Rule, error: RuleError) -> None:
        told = self.book.faults.get(rule.id)  # reading its file has said so; else the settings made it senseless
        message = f"rule {rule.id}: {error}{error.place}"
        problem = told or InputProblem(rule.defined_in, rule.line, rule.id, "error", error.text, message)
        self.problems.append(problem)
        self.found.append((self.broken(rule, str(error), problem.line), ""))

    def broken(self, rule: Rule, message: str, line: int) -> Finding:
        return Finding(
            id=f"{rule.id}-broken",
            rule=rule.id,
            title=rule.title or rule.id,
            severity=rule.severity,
            verdict=Verdict.BROKEN,
            ledger=rule.ledger,
            key={},
            place=CellRef(rule.defined_in, line, ""),
            cells=(),
            message=message,
        )


def place_of(finding: Finding) -> tuple[str, int, str, str, str]:
    """Where a finding stands in the order of a report."""
    return (finding.place.file, finding.place.line, finding.rule, finding.place.column, finding.id)


def _numbered(findings: Sequence[Finding]) -> list[Finding]:
    """The same findings with ids that differ: a key that stands twice gives two checks of one id."""
    seen: Counter[str] = Counter()
    numbered: list[Finding] = []
    for finding in findings:
        seen[finding.id] += 1
        twice = seen[finding.id] > 1
        numbered.append(replace(finding, id=f"{finding.id}-{seen[finding.id]}") if twice else finding)
    return numbered
