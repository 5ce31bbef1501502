"""The rule book for people: the list of rules, and everything there is to know about one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from rich.console import RenderableType

from budget_monitor.model.checks.rule import EVERY_LEDGER, About, Clause, Example, OnMissing, Rule, Severity
from budget_monitor.model.ledgers.schema import SYMBOLS
from budget_monitor.render.text.page import Page
from budget_monitor.rules.compiled import RuleBook


def rule_list(book: RuleBook, page: Page | None = None, chosen: Sequence[Rule] | None = None) -> str:
    """All rules, or the chosen ones, by the ledger they are about, in the order of the rule files: id and title on one
    line.
    """
    page = page or Page()
    by_ledger: dict[str, list[Rule]] = {}
    for rule in book.rules.values() if chosen is None else chosen:
        by_ledger.setdefault(rule.ledger, []).append(rule)
    widest = max((len(page.words(name)) for name in book.rules), default=0)

    def parts() -> Iterable[RenderableType]:
        for at, (ledger, rules) in enumerate(by_ledger.items()):
            if at:
                yield ""
            yield page.text(_ledger_title(ledger, book), "bold")
            grid = page.grid("fixed", "left", gap=2)
            grid.columns[0].min_width = widest
            for rule in rules:
                aside = "" if rule.severity is Severity.ERROR else f" ({rule.severity.value})"
                grid.add_row(page.text(rule.id), page.text(f"{rule.title}{aside}"))
            yield page.indented(grid)

    return page.render(parts())


def rule_page(rule: Rule, page: Page | None = None) -> str:
    """The whole documentation of a rule: what, why, expressions, severity, tolerance, source, examples."""
    page = page or Page()

    def parts() -> Iterable[RenderableType]:
        yield page.line((rule.id, "bold"), ("  ", ""), (rule.title, "bold"))
        yield ""
        rows = [("what", rule.what), ("why", rule.why)]
        for clause in rule.clauses:
            rows += _clause(clause)
        rows += [
            ("needs", f"a set that has {' and '.join(rule.needs)}" if rule.needs else ""),
            ("severity", rule.severity.value),
            ("about", about_text(rule.about)),
            ("tolerance", tolerance_text(rule)),
            ("criteria", ", ".join(f"{name} = {number}" for name, number in rule.criteria.items())),
            ("source", rule.source),
            ("defined in", f"{rule.defined_in}:{rule.line}" if rule.line else rule.defined_in),
        ]
        grid = page.grid("fixed", "left", gap=2)
        for label, text in rows:
            if text:
                grid.add_row(page.text(label, "dim"), page.text(" ".join(text.split())))
        yield page.indented(grid)
        for example in rule.examples:
            yield ""
            yield from _example(example, page)

    return page.render(parts())


def about_text(about: About) -> str:
    """What a failure of the rule is, in words."""
    return {
        About.FIGURES: "figures: a failure is a wrong figure, to be put right",
        About.RESTATEMENT: "restatement: in a failure two reports state the past differently; neither need be mistyped",
        About.NOTICE: "notice: a failure is a fact to notice; no figure need be wrong",
    }[about]


def tolerance_text(rule: Rule) -> str:
    """How far apart the two sides may be, in words."""
    tolerance, sign = rule.tolerance, SYMBOLS.get(rule.currency, "")
    if tolerance is None:
        return "rounding: as far apart as the rounding of the printed figures allows"
    if tolerance == 0:
        return "exact: to the penny"
    return f"up to {sign}{_number(tolerance)} apart"


def _number(number: Decimal) -> str:
    """A number of pounds, with pence when there are any."""
    return f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"


def _ledger_title(ledger: str, book: RuleBook) -> str:
    if ledger == EVERY_LEDGER:
        return "Every ledger"
    schema = book.ledgers.get(ledger)
    return f"{schema.title} ({ledger})" if schema and schema.title else ledger


def _clause(clause: Clause) -> Iterable[tuple[str, str]]:
    """What one clause demands, and of which rows, as labelled lines."""
    ledger = "every ledger" if clause.ledger == EVERY_LEDGER else clause.ledger
    demand = clause.check if clause.check is not None else f"{', '.join(clause.casts)} cast to their totals"
    yield "holds", f"{ledger}: {demand}"
    yield "where", clause.where or ""
    yield "rows", clause.rows.value if clause.rows else ""
    yield "within" if clause.casts else "by", ", ".join(str(pair) for pair in clause.by or ())
    yield "previous along", ", ".join(clause.sequence or ())
    yield "sub-totals by", clause.subtotal_by or ""
    yield "if missing", "fails where the other side does not exist" if clause.on_missing is OnMissing.FAIL else ""
    yield "message", clause.message or ""


def _example(example: Example, page: Page) -> Iterable[RenderableType]:
    """An example's ledgers as they stand, and what they are found to say."""
    heading = f"Example that {'passes' if example.passes else 'fails'}"
    yield page.text(f"{heading}: {example.title}" if example.title else heading, "bold")
    for ledger, csv in example.ledgers.items():
        unit = "" if example.unit == "£" else f" (in {example.unit})"
        yield page.indented(page.text(f"{ledger}.csv{unit}", "dim"))
        for line in csv.strip().splitlines():
            yield page.indented(page.text(line.strip()), 4)
    for finding in example.findings:
        yield page.indented(page.text("finds: " + ", ".join(f"{name} {text}" for name, text in finding.items())))
