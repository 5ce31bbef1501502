"""Ledgers for a committee's paper, and a Word document read back by the library that knows such."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as Doc

LEDGERS = {
    "cash_limits": "financial_year,period,portfolio,previously_reported,change,cash_limit\n"
    "2021/22,Q1,Libraries,4700,108,4808\n2021/22,Q2,Libraries,4808,163,4971\n",
    "outturns": "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance\n"
    "2021/22,Q1,Libraries,forecast,4808,4808,0,4808,0\n2021/22,Q2,Libraries,forecast,4971,5172,(97),5075,104\n",
    "reserve_movements": "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"
    "2021/22,Q2,Libraries,Investment,Open Plus,300,300,0\n2021/22,Q2,Libraries,General,,500,10,409\n"
    "2021/22,Q2,Libraries,Total,,800,310,490\n",
    "savings": "financial_year,period,portfolio,proposal,risk_rating,value,achieved\n"
    "2021/22,Q2,Libraries,Posts,Green,300,200\n2021/22,Q2,Libraries,Licences,Amber,100,0\n",
}
"""An overspend of 104, 104 worse than in Q1; a reserve used up; a Green saving that falls short; a slip (409)."""


def read(written: bytes) -> Doc:
    """The document that was written."""
    return Document(io.BytesIO(written))
