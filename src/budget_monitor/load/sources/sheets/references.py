"""References to cells inside formulas: found, and moved as a copied formula moves them."""

from __future__ import annotations

import re

from budget_monitor.model.ledgers.grid import column_letters, column_number

_PIECES = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")|(?P<sheet>(?<!')'(?:[^']|'')*+'!|(?<![\w.])[A-Za-z_][\w.]*+!|\[\d+\][\w.]*!)"""
    r"""|(?<![\w$.])(?P<c_abs>\$?)(?P<column>[A-Z]{1,3})(?P<r_abs>\$?)(?P<row>[0-9]{1,7})(?![\w(.])"""
)


def moved(formula: str, rows: int, columns: int) -> str:
    """The formula as it would read in a cell so many rows further down and columns further right."""

    def replace(found: re.Match[str]) -> str:
        if not found["column"]:
            return found[0]
        column, row = column_number(found["column"]), int(found["row"])
        column = column if found["c_abs"] else column + columns
        row = row if found["r_abs"] else row + rows
        if column < 0 or row < 1:
            return "#REF!"
        return f"{found['c_abs']}{column_letters(column)}{found['r_abs']}{row}"

    return _PIECES.sub(replace, formula)
