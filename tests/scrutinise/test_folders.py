"""A folder of reports: its documents are read, what this tool wrote there is not, and what else it holds is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.errors import UsageError
from budget_monitor.load.documents.folder import documents_of
from budget_monitor.load.documents.reading import read_document
from tests.support.document_files import write_html, write_odt
from tests.support.pdf_files import write_pdf

docx = pytest.importorskip("docx")
pytest.importorskip("pdfplumber")
REPORT = (
    "# Report 2021/22\n\n| £000 | Q1 | Q2 |\n|---|--:|--:|\n"
    "| Pay | 50 | 60 |\n| Rent | 124 | 73 |\n| Total | 147 | 133 |\n"
)


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["scrutinise", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_a_folder_is_its_documents(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no document in this folder"):
        documents_of([tmp_path])
    for name in ("b.md", "a.txt", "~$a.docx", "c.png", "old.doc", "mac.pages", "budget-monitor.toml"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "last.year").mkdir()
    found = documents_of([tmp_path])
    assert [path.name for path in found.documents] == ["a.txt", "b.md", "mac.pages", "old.doc"]
    assert found.passed_over == ("c.png", "last.year (a folder; name it too)")


def test_results_and_marked_copies_in_a_folder_are_no_reports(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text(REPORT, encoding="utf-8")
    blocks = read_document(source).blocks
    made = {".odt": write_odt, ".html": write_html, ".pdf": write_pdf}
    reports = [write(tmp_path / f"b{ending}", blocks) for ending, write in made.items()]
    word = docx.Document()
    word.add_paragraph("In 2021/23 it cost £5m.")
    word.save(str(tmp_path / "b.docx"))
    for report in (*reports, tmp_path / "b.docx"):
        ending = report.suffix
        form = ("--format", "marked") if ending == ".html" else ()
        assert "wrote" in run(report, "--output", tmp_path / f"marked{ending}", *form)[2]
    assert (
        run(source, *(part for name in ("p.html", "f.xlsx", "r.md") for part in ("--output", tmp_path / name)))[0] == 1
    )
    found = documents_of([tmp_path])
    assert [path.name for path in found.documents] == ["a.md", "b.docx", "b.html", "b.odt", "b.pdf"]
    assert len(found.passed_over) == 7
    told = " ".join(run(tmp_path)[1].split())
    assert "Passed over in the folder, for no reports: f.xlsx (written by this tool), marked.docx" in told
    assert run(tmp_path / "marked.html")[1].count("comes to") == 1  # its findings are no text of the report


def test_a_finding_in_a_workbook_names_the_sheet_and_its_row(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    for name, total in (("Costs", 168), ("Income", 186)):
        sheet = book.add_worksheet(name)
        for row, cells in enumerate((("", "Q1", "Q2"), ("Pay", 115, 50), ("Rent", 53, 60), ("Total", total, 110))):
            sheet.write_row(row, 0, cells)
    book.close()
    assert "line 4, sheet Income, table 2, Total, Q1" in run(tmp_path / "a.xlsx")[1]
