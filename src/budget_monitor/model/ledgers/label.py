"""What a row is called in words: whose it is, what it is, and when."""

from __future__ import annotations

from collections.abc import Mapping

from budget_monitor.model.ledgers.ledger import AUTHORITY
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema

MAX_CHARACTERS_OF_A_PART = 70
"""A measure or a proposal may be a whole sentence: a label says how it begins."""

_WHOSE = (AUTHORITY, "portfolio")


def label_names(schema: LedgerSchema) -> tuple[str, ...]:
    """The columns that the label of a row is made of: its key's, or those that say in words what the row is."""
    if not schema.row_name:
        return schema.key
    kept = [name for name in schema.key if name in _WHOSE or _is_of_the_report(schema, name)]
    return tuple(dict.fromkeys((*kept, *schema.row_name)))


def label_of(schema: LedgerSchema, values: Mapping[str, str]) -> str:
    """A row in words: "Environment, Reserve 008, General, 2026/27 Q2".

    The portfolio comes first, then what the row is (the ledger's title, where the values say nothing of that), and the
    year and period of the report last. Blanks are left out; another year than the report's is "for 2019/20".
    """
    texts = {name: " ".join(text.split()) for name, text in values.items() if text.strip()}
    report = [name for name in texts if _is_of_the_report(schema, name)]
    years = [name for name in texts if name not in report and _type(schema, name) is ColumnType.FINANCIAL_YEAR]
    others = [name for name in texts if name not in (*_WHOSE, *report, *years)]
    parts = [texts[name] for name in _WHOSE if name in texts]
    parts += [_words(schema, name, texts[name]) for name in others] or [schema.title or schema.name]
    parts += [f"for {texts[name]}" for name in years if texts[name] != texts.get("financial_year")]
    parts.append(" ".join(texts[name] for name in report))
    return ", ".join(part for part in parts if part)


def _type(schema: LedgerSchema, name: str) -> ColumnType:
    return schema.columns[name].type if name in schema.columns else ColumnType.TEXT


def _is_of_the_report(schema: LedgerSchema, name: str) -> bool:
    """Whether a column says which report a row is from."""
    return name == "financial_year" or _type(schema, name) is ColumnType.PERIOD


def _words(schema: LedgerSchema, name: str, text: str) -> str:
    if _type(schema, name) is ColumnType.CHOICE:
        text = text.replace("_", " ")
    if len(text) <= MAX_CHARACTERS_OF_A_PART:
        return text.rstrip(".")
    return f"{text[:MAX_CHARACTERS_OF_A_PART].rsplit(' ', 1)[0].rstrip(' ,;:(')} …"
