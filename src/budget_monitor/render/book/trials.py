"""What came of running the examples of rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from rich.console import RenderableType

from budget_monitor.model.checks.rule import Rule
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.words import plural


class Difference(Struct, frozen=True):
    """One way in which an example, counted from 1, does not do what it states."""

    example: int
    title: str
    message: str


class Trial(Struct, frozen=True):
    """A rule with all that its examples did otherwise than stated; `broken` says why it could not be run at all."""

    rule: Rule
    differences: tuple[Difference, ...] = ()
    broken: str = ""

    @property
    def is_good(self) -> bool:
        """Whether every example does what it states; a rule without examples is good as well."""
        return not self.differences and not self.broken


def trials_page(trials: Sequence[Trial], page: Page | None = None) -> str:
    """The rules whose examples differ, with what differed; then how many examples were run."""
    page = page or Page()

    def parts() -> Iterable[RenderableType]:
        for trial in trials:
            if not trial.is_good:
                yield from _block(trial, page)
                yield ""
        yield from (page.text(line) for line in _summary(trials))

    return page.render(parts())


def _block(trial: Trial, page: Page) -> Iterable[RenderableType]:
    rule = trial.rule
    yield page.line((rule.id, "bold"), ("  ", ""), (rule.title, "bold"))
    yield page.indented(page.text(f"{rule.defined_in}:{rule.line}", "dim"))
    if trial.broken:
        yield page.indented(page.text(f"broken: {trial.broken}"))
    shown = 0
    for difference in trial.differences:
        if difference.example != shown:
            title = f": {difference.title}" if difference.title else ""
            yield page.indented(page.text(f"example {difference.example}{title}"))
            shown = difference.example
        yield page.indented(page.text(difference.message), 4)


def _summary(trials: Sequence[Trial]) -> Iterable[str]:
    run = [trial for trial in trials if not trial.broken]
    count = sum(len(trial.rule.examples) for trial in run)
    wrong = sum(len({difference.example for difference in trial.differences}) for trial in run)
    of_rules = f"{plural(count, 'example')} of {plural(len(run), 'rule')}"
    if wrong:
        yield f"{of_rules}: {'1 does not do what it states' if wrong == 1 else f'{wrong:,} do not do what they state'}"
    elif count:
        yield f"{of_rules}: {'it does what it states' if count == 1 else 'all do what they state'}"
    if broken := [trial.rule.id for trial in trials if trial.broken]:
        yield f"could not be run: {', '.join(broken)}"
    if bare := [trial.rule.id for trial in run if not trial.rule.examples]:
        yield f"without an example: {', '.join(bare)}"
