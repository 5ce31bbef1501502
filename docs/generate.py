"""Writes the reference: a page for each rule and each ledger, the fields of a mapping, and the command line's help.

    python docs/generate.py           write the pages
    python docs/generate.py --check   only compare: exit code 1 names the pages that are out of date

All of it comes from the rule files and from the commands themselves, so nothing on these pages is edited by hand.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import get_type_hints

import typer
from api_page import api_page
from man_page import completions, man_page
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.load.sources.mapping.blocks import SourceBlock
from budget_monitor.model.checks.rule import EVERY_LEDGER, Clause, Example, OnMissing, Rule
from budget_monitor.model.ledgers.schema import LedgerSchema
from budget_monitor.pipeline import rule_book, rules_reading
from budget_monitor.render.book.ledgers import column_text, facts
from budget_monitor.render.book.rules import about_text, tolerance_text
from budget_monitor.render.formats.json import json_schema
from budget_monitor.render.reconcile.json import reconcile_schema
from budget_monitor.render.reconcile.versions import versions_schema
from budget_monitor.render.scrutiny.json import scrutiny_schema
from budget_monitor.rules.compiled import RuleBook
from budget_monitor.toml.schema import metas_of

DOCS = Path(__file__).resolve().parent
GENERATED = ("rules", "ledgers")
"""Folders in which every page is generated: one that no rule or ledger has any more is out of date."""

HELP_WIDTH = 80
NOTE = "<!-- Written by docs/generate.py from {}. Change that, not this page. -->\n"


def pages() -> dict[str, str]:
    """Every generated page by its path under docs/. Raises SystemExit when a shipped rule file has a problem."""
    book, problems = rule_book()
    if problems:
        raise SystemExit("\n".join(f"{problem.file}:{problem.line}: {problem.message}" for problem in problems))
    written = {f"rules/{rule.id}.md": rule_page(rule) for rule in book.rules.values()}
    written |= {f"ledgers/{schema.name}.md": ledger_page(schema, book) for schema in book.ledgers.values()}
    indexes = {"rules/README.md": rule_index(book), "ledgers/README.md": ledger_index(book)}
    schemas = {"schemas/check.json": json_schema().decode(), "schemas/scrutinise.json": scrutiny_schema().decode()} | {
        "schemas/reconcile.json": reconcile_schema().decode(),
        "schemas/reconcile-key.json": versions_schema().decode(),
    }
    others = {"api.md": api_page(NOTE), "cli.md": cli_page(), "mapping.md": mapping_page()}
    return written | indexes | schemas | others | {"man/budget-monitor.1": man_page(), **completions()}


def stale(folder: Path, written: Mapping[str, str]) -> list[str]:
    """The pages in the folder that differ from what they should be: changed, missing, or left over."""
    differ = [name for name, text in written.items() if _text(folder / name) != text]
    return sorted({*differ, *left_over(folder, written)})


def left_over(folder: Path, written: Mapping[str, str]) -> list[str]:
    """Pages of rules and ledgers that are no more."""
    found = [path.relative_to(folder).as_posix() for part in GENERATED for path in (folder / part).glob("*.md")]
    return [name for name in found if name not in written]


def write(folder: Path, written: Mapping[str, str]) -> list[str]:
    """Bring the folder up to date, and return the pages that changed."""
    changed = stale(folder, written)
    for name in changed:
        path = folder / name
        if name in written:
            path.parent.mkdir(exist_ok=True)
            path.write_text(written[name], encoding="utf-8", newline="\n")
        else:
            path.unlink()
    return changed


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def rule_page(rule: Rule) -> str:
    """The page of a rule: what, why, source, how it is checked, and its examples with their findings."""
    parts = [f"# {rule.id}: {rule.title}\n", NOTE.format(rule.defined_in)]
    parts += [f"{_flow(text)}\n" for text in (rule.what, rule.why) if text]
    facts_of = [
        ("Ledger", ", ".join(dict.fromkeys(_ledger_link(clause.ledger, "../ledgers/") for clause in rule.clauses))),
        ("Needs", ", ".join(_ledger_link(name, "../ledgers/") for name in rule.needs)),
        ("Severity", rule.severity.value),
        ("About", about_text(rule.about)),
        ("Tolerance", tolerance_text(rule)),
        ("Criteria", ", ".join(f"{name} = {number}" for name, number in rule.criteria.items())),
        ("Source", _flow(rule.source)),
        ("Defined in", f"`{rule.defined_in}`"),
    ]
    parts += [_table(["", ""], [(f"**{label}**", text) for label, text in facts_of if text])]
    if rule.clauses:
        parts.append("## How it is checked\n")
    parts += [f"```\n{chr(10).join(_clause(clause, several=len(rule.clauses) > 1))}\n```\n" for clause in rule.clauses]
    if rule.examples:
        parts.append("## Examples\n")
    for example in rule.examples:
        parts += _example(example, rule)
    return "\n".join(parts)


def _clause(clause: Clause, *, several: bool) -> Iterator[str]:
    """One thing that must hold, as the rule file says it, a field on each line."""
    if several or clause.ledger == EVERY_LEDGER:
        yield f"of      {'every ledger' if clause.ledger == EVERY_LEDGER else clause.ledger}"
    if clause.check is not None:
        first, *rest = clause.check.strip().splitlines()
        yield f"check   {first.strip()}"
        yield from (f"        {line.strip()}" for line in rest)
    else:
        yield f"casts   {', '.join(clause.casts)}"
    if clause.where:
        first, *rest = clause.where.strip().splitlines()
        yield f"where   {first.strip()}"
        yield from (f"        {line.strip()}" for line in rest)
    if clause.rows:
        yield f"rows    {clause.rows.value}"
    if clause.by:
        yield f"{'within' if clause.casts else 'by':7} {', '.join(str(pair) for pair in clause.by)}"
    if clause.sequence:
        yield f"previous() steps along {', '.join(clause.sequence)}"
    if clause.subtotal_by:
        yield f"sub-totals by {clause.subtotal_by}"
    if clause.on_missing is OnMissing.FAIL:
        yield "fails where the other side does not exist"


def _example(example: Example, rule: Rule) -> Iterator[str]:
    """An example's ledgers as tables with the line numbers of the file, and the findings it must give."""
    yield f"### {'Passes' if example.passes else 'Fails'}{f': {example.title}' if example.title else ''}\n"
    for ledger, text in example.ledgers.items():
        yield f"`{ledger}.csv`{'' if example.unit == '£' else f' (in {example.unit})'}\n"
        header, *rows = csv.reader(StringIO(text))
        yield _table(["line", *header], [(str(line), *row) for line, row in enumerate(rows, start=2)])
    for finding in example.findings:
        yield f"Finds {_finding(finding, rule)}\n"


def _finding(finding: Mapping[str, str], rule: Rule) -> str:
    """`reserve_movements.csv` line 3, `closing`: gap −45."""
    ledger = finding.get("ledger", rule.ledger)
    place = f"`{ledger}.csv`" if ledger != EVERY_LEDGER else "a file"
    place += f" line {finding['line']}" if "line" in finding else ""
    place += f", `{finding['column']}`" if "column" in finding else ""
    said = [
        f"{name} {finding[name].replace('-', '−')}"
        for name in ("verdict", "reported", "computed", "gap")
        if name in finding
    ]
    return f"{place}: {', '.join(said)}" if said else place


def rule_index(book: RuleBook) -> str:
    """All rules by the ledger they are about."""
    by_ledger: dict[str, list[Rule]] = {}
    for rule in book.rules.values():
        by_ledger.setdefault(rule.ledger, []).append(rule)
    parts = ["# Rules\n", NOTE.format("the rule files"), "`budget-monitor rules show ID` prints any of these.\n"]
    for ledger, rules in by_ledger.items():
        title = "Every ledger" if ledger == EVERY_LEDGER else book.ledgers[ledger].title
        parts.append(f"## {title}\n")
        rows = [(f"[{rule.id}]({rule.id}.md)", rule.title, rule.severity.value) for rule in rules]
        parts.append(_table(["id", "must hold", "severity"], rows))
    return "\n".join(parts)


def ledger_page(schema: LedgerSchema, book: RuleBook) -> str:
    """The page of a ledger: what it is, its columns, key and unit, and the rules that read it."""
    parts = [f"# {schema.name}: {schema.title}\n", NOTE.format(schema.defined_in)]
    said = dict(facts(schema))
    if what := said.pop("what", ""):
        parts.append(f"{what}\n")
    parts.append(_table(["", ""], [(f"**{label}**", text) for label, text in said.items()]))
    parts.append("## Columns\n")
    rows = [(f"`{column.name}`", column_text(column)) for column in schema.columns.values()]
    parts.append(_table(["column", "holds"], rows))
    if rules := rules_reading(book, schema.name):
        parts.append("## Rules that read it\n")
        links = [(f"[{rule.id}](../rules/{rule.id}.md)", rule.title) for rule in rules]
        parts.append(_table(["id", "must hold"], links))
    return "\n".join(parts)


def ledger_index(book: RuleBook) -> str:
    """All ledgers, and what holds for each of them."""
    rows = [(_ledger_link(schema.name, ""), schema.title) for schema in book.ledgers.values()]
    return "\n".join(
        [
            "# Ledgers\n",
            NOTE.format("the rule files"),
            "A ledger set is a folder of CSV files, one for each ledger, called after it. None has to be there.",
            "Besides its own columns a file may have `authority`, which is then part of every key, and `row_type`",
            "(line, subtotal or total), which says what a row is where its label does not. Other columns are kept,",
            "and read by no rule.\n",
            _table(["ledger", "holds"], rows),
        ]
    )


def _ledger_link(ledger: str, folder: str) -> str:
    return "every ledger" if ledger == EVERY_LEDGER else f"[{ledger}]({folder}{ledger}.md)"


def mapping_page() -> str:
    """Every field of a mapping, from its schema."""
    defaults = SourceBlock(ledger="")
    rows = []
    for name, hint in get_type_hints(SourceBlock, include_extras=True).items():
        metas = list(metas_of(hint))
        meaning = next((meta.title for meta in metas if meta.title), "")
        wanted = next((meta.description for meta in metas if meta.description), "")
        default = getattr(defaults, name)
        written = f"`{default}`" if default and name != "ledger" else ""
        rows.append((f"`{name}`", f"{wanted[:1].upper()}{wanted[1:]}", written, meaning))
    return "\n".join(
        [
            "# The fields of a mapping\n",
            NOTE.format("the schema of `[source]`"),
            "`[source]`, or several `[[source]]`, stand in `budget-monitor.toml` or in `NAME.source.toml` beside the",
            "file called NAME. How to write one: [the files you have](files.md#tables-laid-out-otherwise). A draft",
            "comes of `budget-monitor map FILE --ledger NAME`.\n",
            _table(["field", "is", "default", "says"], rows),
        ]
    )


def cli_page() -> str:
    """What every command says of itself with --help."""
    parts = ["# The command line\n", NOTE.format("the commands' own `--help`")]
    for words in _commands(typer.main.get_command(app), ()):
        ran = CliRunner().invoke(
            app, [*words, "--help"], prog_name="budget-monitor", terminal_width=HELP_WIDTH, color=False
        )
        if ran.exit_code:
            raise SystemExit(f"budget-monitor {' '.join(words)} --help: {ran.output}")
        parts.append(f"## {' '.join(('budget-monitor', *words))}\n")
        parts.append(f"```text\n{ran.stdout.strip()}\n```\n")
    return "\n".join(parts)


def _commands(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words of every command, groups included, in the order of the help."""
    yield words
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, (*words, name))


def _flow(text: str) -> str:
    """A text of a rule file as one paragraph."""
    return " ".join(text.split())


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table. Short rows are filled up, so that an example with a cell too few is still a table."""
    lines = [header, ["---"] * len(header), *([*row, *[""] * (len(header) - len(row))] for row in rows)]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def main() -> int:
    """Write the pages, or compare them, and say which changed or are out of date."""
    parser = argparse.ArgumentParser(description="Write the generated pages of docs/.")
    parser.add_argument("--check", action="store_true", help="compare without writing; exit code 1 if any differs")
    only_check = parser.parse_args().check
    written = pages()
    names = stale(DOCS, written) if only_check else write(DOCS, written)
    for name in names:
        print(f"docs/{name} {'is out of date' if only_check else 'written' if name in written else 'removed'}")
    if only_check and names:
        print("run: python docs/generate.py", file=sys.stderr)
    return 1 if only_check and names else 0


if __name__ == "__main__":
    sys.exit(main())
