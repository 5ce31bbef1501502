"""The page that the figures are written into: Markdown tables, between markers that name their part."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are figures, and stand to the right."""
    rule = ["---", *["--:"] * (len(header) - 1)]
    return "\n".join("| " + " | ".join(line) + " |" for line in [header, rule, *rows]) + "\n"


def with_part(page: str, part: str, text: str) -> str:
    """The page with the text between the markers of a part. Raises ValueError when the page has no such markers."""
    begin, end = f"<!-- measured: {part} -->\n", f"<!-- end of {part} -->"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"the page has no markers for {part!r}")
    return f"{before}{begin}\n{text.strip()}\n\n{end}{after}"


def write_part(file: Path, part: str, text: str) -> None:
    """Writes the text into its part of the file."""
    page = with_part(file.read_text(encoding="utf-8"), part, text)
    file.write_text(page, encoding="utf-8", newline="\n")


def seconds(amount: float) -> str:
    """`0.57 s`; from a hundred seconds without decimals."""
    return f"{amount:.2f} s" if amount < 100 else f"{amount:,.0f} s"


def megabytes(amount: float) -> str:
    """`1,024 MB`."""
    return f"{amount:,.0f} MB"


def power_of_ten(rows: int) -> str:
    """`10⁶` for 1000000; other numbers with commas."""
    digits = str(rows)
    if digits.strip("0") != "1" or rows < 10:
        return f"{rows:,}"
    return "10" + str(len(digits) - 1).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
