"""What councils call the columns of ledgers: how a header is told to stand for one."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from budget_monitor.load.cells.headings import plain_name, text_and_unit

OTHER_NAMES = {
    "portfolio": ("service", "service area", "directorate", "department", "committee", "division", "cabinet member"),
    "cash_limit": ("budget", "approved budget", "revised budget", "current budget", "net budget", "full year budget"),
    "previously_reported": ("original budget", "opening budget", "last reported", "previous budget"),
    "change": ("virement", "virements", "budget change", "movement", "adjustments"),
    "net_expenditure": ("net expenditure", "net spend", "actual", "expenditure", "spend"),
    "outturn": ("actual", "actuals", "forecast", "projected outturn", "forecast outturn", "projection", "spend"),
    "variance": ("over under", "under over", "over", "over spend", "overspend", "difference", "var"),
    "appropriations": ("reserves", "transfers to from reserves", "contribution to from reserves", "use of reserves"),
    "reserve": ("reserve name", "name of reserve", "fund", "earmarked reserve", "name", "description"),
    "opening": ("opening balance", "balance b f", "brought forward", "balance at 1 april", "balance 1 april", "b fwd"),
    "closing": (
        "closing balance",
        "balance c f",
        "carried forward",
        "balance at 31 march",
        "balance 31 march",
        "c fwd",
    ),
    "usage": ("transfers out", "drawdown", "used", "use", "use of reserve", "planned use"),
    "movement": ("movement in year", "net movement", "transfers", "in year movement"),
    "amount": ("value", "total", "sum", "net", "debit credit", "budget"),
    "description": ("detail", "details", "narrative", "item", "reason"),
    "proposal": ("saving", "savings", "saving proposal", "description", "scheme"),
    "value": ("target", "saving target", "savings target", "amount"),
    "achieved": ("delivered", "achieved to date", "savings achieved", "forecast saving"),
    "risk_rating": ("rag", "rag rating", "risk", "rating", "status"),
    "scheme": ("project", "capital scheme", "scheme name", "description"),
    "source": ("funding", "funding source", "source of funding", "financed by"),
    "programme_year": ("year", "financial year"),
    "financial_year": ("year", "fiscal year", "fy"),
    "period": ("quarter", "month", "reporting period"),
    "employee": ("employees", "staff", "pay", "employee costs", "salaries"),
    "non_employee": ("non pay", "other costs", "running costs", "supplies and services"),
    "gross": ("gross expenditure", "total expenditure", "gross budget"),
    "income": ("total income", "fees and charges", "gross income"),
    "net": ("net budget", "net expenditure", "net cost", "net total"),
    "category": ("type", "kind", "heading", "group"),
    "purpose": ("reason", "use", "why held"),
    "reference": ("ref", "no", "number", "id"),
}
"""By the ledger's column, other headers that mean it, the likeliest first."""
SURE = 0.76
"""The likeness beyond which a header is a column's own name, or another that is known for it."""
MIN_LIKENESS = 0.85
"""How alike a misspelt header must be."""


def likeness(header: str, column: str) -> float:
    """How surely a header stands for a column of a ledger: 1 for its own name, 0 where nothing says so."""
    text = _plain(header)
    name = column.replace("_", " ")
    if not text:
        return 0.0
    if text == name:
        return 1.0
    others = OTHER_NAMES.get(column, ())
    if text in others:
        return 0.9 - others.index(text) / 100
    words = set(text.split())
    if set(name.split()) <= words:
        return 0.75 - len(words) / 200
    inside = [place for place, other in enumerate(others) if set(other.split()) <= words]
    if inside:
        return 0.6 - inside[0] / 100 - len(words) / 200
    return 0.5 if SequenceMatcher(None, text, name).ratio() >= MIN_LIKENESS else 0.0


def _plain(header: str) -> str:
    words = plain_name(text_and_unit(header)[0]).replace("_", " ")
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", words).split())
