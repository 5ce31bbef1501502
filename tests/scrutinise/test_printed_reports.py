"""The five source reports as LibreOffice writes them, in every form: the same is found. Slow, and only where it is at
hand.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from budget_monitor.load.documents.reading import read_document
from budget_monitor.pipeline.documents.scrutinising import scrutinise_document
from tests.support.document_files import write_html
from tests.support.places import REPORTS

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PROGRAM is None, reason="LibreOffice is not on this machine"),
]


REPORT_NAMES = sorted(path.stem for path in REPORTS.glob("*.txt"))
MIN_FOUND_WITHOUT_LINES = 0.85
"""Of what is found in the texts: words and figures of some rows stand too close in a table without lines."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each report in each form, as LibreOffice writes it; its tables have lines, but for `plain`."""
    folder = tmp_path_factory.mktemp("printed")
    pages = [
        write_html(folder / f"{name}.html", read_document(REPORTS / f"{name}.txt").blocks) for name in REPORT_NAMES
    ]
    odts = [folder / "odt" / f"{page.stem}.odt" for page in pages]
    convert(folder, "odt", pages, "--infilter=HTML (StarWriter)")
    convert(folder, "pdf", odts)
    (folder / "pdf").rename(folder / "plain")
    for page in pages:
        page.write_text(page.read_text(encoding="utf-8").replace("<table>", "<table border=1>"), encoding="utf-8")
    convert(folder, "odt", pages, "--infilter=HTML (StarWriter)")
    for form in ("docx", "html", "pdf"):
        convert(folder, form, odts)
    return folder


def convert(folder: Path, form: str, sources: Sequence[Path], *options: str) -> None:
    assert PROGRAM is not None
    subprocess.run(
        [PROGRAM, f"-env:UserInstallation=file://{folder}/own", "--headless", *options, "--convert-to", form,
         "--outdir", str(folder / form), *map(str, sources)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip


def findings(path: Path) -> list[tuple[str, str]]:
    return sorted((slip.title, slip.where.text) for slip in scrutinise_document(read_document(path)).wrong)


@pytest.mark.parametrize("form", ["docx", "odt", "html", "pdf"])
@pytest.mark.parametrize("name", REPORT_NAMES)
def test_the_same_is_found_in_what_libreoffice_writes(written: Path, name: str, form: str) -> None:
    assert findings(written / form / f"{name}.{form}") == findings(REPORTS / f"{name}.txt")


def test_nothing_else_and_nearly_all_is_found_where_tables_have_no_lines(written: Path) -> None:
    known = {(name, *one) for name in REPORT_NAMES for one in findings(REPORTS / f"{name}.txt")}
    found = {(name, *one) for name in REPORT_NAMES for one in findings(written / "plain" / f"{name}.pdf")}
    assert found <= known
    assert len(found) >= MIN_FOUND_WITHOUT_LINES * len(known)
