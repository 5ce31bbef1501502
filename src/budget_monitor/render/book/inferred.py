"""Inferred rules as files that a person can read and correct: a ledger with rules, and the mapping that feeds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from budget_monitor.model.checks.inferred import InferredLedger, InferredRule
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.ledgers.schema import Layout
from budget_monitor.toml.write import toml_name, toml_text

MAX_LINE = 100
"""Characters of an expression that stand on one line."""
MAX_DEPTH = 40
"""Terms that are added in one row; longer sums are put in brackets, for expressions may not nest too deeply."""


def rules_text(ledger: InferredLedger) -> str:
    """The rule file of a ledger."""
    return "\n".join(_rule_file(ledger)) + "\n"


def mapping_text(ledgers: Sequence[InferredLedger]) -> str:
    """The mapping of a file: a source for each ledger."""
    lines = [
        f"# Which cells of {_plain(ledgers[0].file)} the inferred rules are about. Keep it beside the file.",
    ]
    for ledger in ledgers:
        lines += ["", *_source(ledger)]
    return "\n".join(lines) + "\n"


def _rule_file(ledger: InferredLedger) -> Iterator[str]:
    table = f"{ledger.file}, sheet {ledger.sheet}" if ledger.sheet else ledger.file
    what = "columns that are made of columns" if ledger.layout is Layout.ROWS else "rows that are made of rows"
    yield f"# What was found to add up in {_plain(table)}: {what}."
    yield "# Inferred from the figures, and so to be read: correct what is wrong, take out what is chance."
    yield "# `budget-monitor check` goes by it from now on; what no rule here says is not checked any more."
    yield ""
    yield "[ledger]"
    yield f"name = {toml_text(ledger.name)}"
    yield f"title = {toml_text(f'{_plain(table)}: {what}')}"
    yield 'key = ["item"]'
    yield "repeats = true"
    yield ""
    yield "[ledger.columns]"
    yield 'item = { type = "text", required = false }'
    for column in ledger.columns:
        yield f'{column.name} = {{ type = {toml_text(column.type.value)}, blank = "nil" }}'
    for rule in ledger.rules:
        yield ""
        yield "[[rule]]"
        yield f"id = {toml_text(rule.id)}"
        yield f"title = {toml_text(_title(rule))}"
        yield from _check(rule)
        yield f"what = {toml_text(f'Found in the table: {rule.evidence}.')}"


def _title(rule: InferredRule) -> str:
    verb = {
        RelationKind.SUM: "is the sum of its parts",
        RelationKind.DIFFERENCE: "is what is left of its parts",
        RelationKind.RATIO: f"is the share of {rule.of_line}" if rule.of_line else "is the ratio of its parts",
        RelationKind.PRODUCT: "is the product of its parts",
        RelationKind.RUNNING: f"is what was carried forward{', with what moved' if rule.terms[1:] else ''}",
        RelationKind.AVERAGE: "is the average of its parts",
        RelationKind.TIE: "is the same in both places",
    }.get(rule.kind, "is as its parts say")
    return f"{_plain(rule.title)} {verb}"


def _check(rule: InferredRule) -> Iterator[str]:
    names = [name for name, _ in rule.terms]
    where = [] if rule.takes_noughts else [f"{rule.target} != 0"]
    if rule.kind is RelationKind.RATIO:
        first, second = names
        if rule.of_line:
            second = f"sum({second}, where=item == {_quoted(rule.of_line)})"
        change = f"({first} - {second})" if rule.is_change else first
        factor = f"{rule.factor} * " if rule.factor != 1 else ""
        check = f"{rule.target} == {factor}{change} / {second}"
        where.append(f"{second} != 0")
    elif rule.kind is RelationKind.PRODUCT:
        check = f"{rule.target} == {' * '.join(names)}"
    elif rule.kind is RelationKind.RUNNING:
        check = f"{rule.target} == {_added([(f'previous({names[0]})', 1), *rule.terms[1:]])}"
    elif rule.kind is RelationKind.AVERAGE:
        check = f"{rule.target} == ({_sum(rule.terms)}) / {len(rule.terms)}"
    else:
        check = f"{rule.target} == {_sum(_taken(rule))}"
    if rule.line:
        where.append(f"item == {_quoted(rule.line)}")
    named = [text for text in rule.except_for if text]
    if named:
        where.append(f"item not in [{', '.join(map(_quoted, named))}]")
    if len(named) < len(rule.except_for):
        where.append("not is_missing(item)")
    yield _expression("check", check)
    if where:
        yield _expression("where", " and ".join(where))
    if rule.is_exact:
        yield 'tolerance = "exact"'
    if rule.kind is RelationKind.RUNNING or rule.of_line:
        yield "by = []"
    elif rule.of_ledger:
        yield 'by = ["item"]'
    if rule.kind is RelationKind.RUNNING:
        yield 'sequence = "file"'


def _taken(rule: InferredRule) -> Sequence[tuple[str, int]]:
    """What is added, each from the ledger and the line that it stands in."""
    terms = [(f"{rule.of_ledger}.{name}" if rule.of_ledger else name, sign) for name, sign in rule.terms]
    if not rule.of_line:
        return terms
    return [(f"sum({name}, where=item == {_quoted(rule.of_line)})", sign) for name, sign in terms]


def _sum(terms: Sequence[tuple[str, int]]) -> str:
    groups = [terms[start : start + MAX_DEPTH] for start in range(0, len(terms), MAX_DEPTH)]
    if len(groups) == 1:
        return _added(terms)
    return " + ".join(f"({_added(group)})" for group in groups)


def _added(terms: Sequence[tuple[str, int]]) -> str:
    text = " ".join(f"{'-' if sign < 0 else '+'} {name}" for name, sign in terms)
    return text.removeprefix("+ ") if text.startswith("+") else f"-{text.removeprefix('- ')}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _expression(field: str, text: str) -> str:
    if len(text) <= MAX_LINE:
        return f"{field} = {toml_text(text)}"
    words = text.split(" ")
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > MAX_LINE and line:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    body = "\n".join([*lines, line]).replace("\\", "\\\\").replace('"', '\\"')
    return f'{field} = """\n{body}"""'


def _source(ledger: InferredLedger) -> Iterator[str]:
    yield "[[source]]"
    yield f"ledger = {toml_text(ledger.name)}"
    if ledger.sheet:
        yield f"sheet = {toml_text(ledger.sheet)}"
    if ledger.layout is Layout.TRANSPOSED:
        yield 'layout = "transposed"           # each column of figures is a line of the ledger'
    if ledger.header:
        lines = sorted({ledger.header[0], ledger.header[-1]})
        what = "the columns that label the rows" if ledger.layout is Layout.TRANSPOSED else "the lines of the header"
        yield f"header = {lines if len(lines) > 1 else lines[0]}    # {what}"
    for field, names in (("only", ledger.only), ("leave_out", ledger.leave_out)):
        if names:
            yield f"{field} = {{ item = [{', '.join(map(toml_text, dict.fromkeys(names)))}] }}"
    yield f"unused = [{', '.join(map(toml_text, ledger.unused))}]    # figures that are in no rule; others are told"
    yield ""
    yield "[source.columns]"
    items = [f"{text}" for text in ledger.item]
    yield f"item = [{', '.join(map(toml_text, items))}]" if len(items) > 1 else f"item = {toml_text(items[0])}"
    for column in ledger.columns:
        yield f"{column.name} = {toml_text(column.header)}"
    for column in ledger.columns:
        if column.values:
            yield ""
            yield f"[source.values.{column.name}]     # malformed figures and words, as they were read"
            for text, value in column.values.items():
                yield f"{toml_name(text)} = {toml_text(value)}"


def _plain(text: str) -> str:
    return " ".join(text.split())
