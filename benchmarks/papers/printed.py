"""How much of the tables of printed papers is read back: PDF files made by LibreOffice and Chromium in several layouts.

    python -m benchmarks.papers.printed --into /tmp/printed --layouts tight centred --seed 1

Every figure of a table counts: as read where a table of the PDF has it in a row of the same name and in the same column.
Files that are there already are not made again.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from random import Random

from benchmarks.papers.styles import STYLES
from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.documents.document import Block, BlockKind, Document
from budget_monitor.pipeline.documents.scrutinising import scrutinise_document

LAYOUTS: Mapping[str, str] = {
    "plain": "body{font:11pt 'Liberation Serif'} td{padding:2pt 4pt} .n{text-align:right}",
    "tight": "body{font:9pt 'Liberation Sans'} td{padding:0} .n{text-align:right}",
    "centred": "body{font:10pt Carlito} td{padding:1pt 2pt} .n{text-align:center}",
    "lefts": "body{font:9pt 'Liberation Sans'} td{padding:0 2pt}",
    "narrow": "body{font:10pt 'Liberation Sans'} table{width:auto} td{padding:0 3pt} .n{text-align:right}",
    "lines": "body{font:10pt Carlito} td{padding:1pt 3pt} .n{text-align:right} .h td,.t td{border-top:1px solid;border-bottom:1px solid}",
    "small": "body{font:7pt 'DejaVu Sans'} td{padding:0 1pt} .n{text-align:right}",
    "wide": "body{font:11pt 'DejaVu Serif'} td{padding:5pt 8pt} .n{text-align:right}",
    "ruled": "body{font:10pt 'Liberation Sans'} td{padding:2pt 4pt;border:1px solid} .n{text-align:right}",
    "shaded": "body{font:10pt Carlito} td{padding:1pt 2pt} .n{text-align:right} .h td{background:#ccd}",
}
"""Style sheets by name; tables have no lines unless one says so."""
MADE_BY = {"libreoffice": ("soffice", "libreoffice"), "chromium": ("chromium", "chromium-browser", "google-chrome")}
_FIGURE = re.compile(r"[-(£]*\d[\d,.]*\)?%?|[-–]")
_UNIT = re.compile(r"\(?£?000\)?")


def page_of(blocks: Iterable[Block], layout: str) -> str:
    """A web page of a document, in a layout."""
    parts = []
    for block in blocks:
        if block.grid is not None:
            parts.append(_table(block))
        else:
            tag = {BlockKind.HEADING: f"h{min(4, max(1, block.level))}", BlockKind.ITEM: "li"}.get(block.kind, "p")
            parts.append(f"<{tag}>{escape(block.text)}</{tag}>")
    style = f"@page{{size:A4;margin:2cm}} table{{width:100%;border-collapse:collapse}} {LAYOUTS[layout]}"
    return f"<!doctype html><meta charset=utf-8><style>{style}</style>{''.join(parts)}"


def _table(block: Block) -> str:
    assert block.grid is not None
    rows = []
    for at, cells in enumerate(block.grid.rows):
        kind = "h" if not at else "t" if "total" in cells[0].text.casefold() else ""
        made = "".join(
            f'<td class="{"n" if place and (not at or _FIGURE.fullmatch(cell.text)) else ""}">{escape(cell.text)}</td>'
            for place, cell in enumerate(cells)
        )
        rows.append(f'<tr class="{kind}">{made}</tr>')
    return f"<table cellspacing=0 cellpadding=0>{''.join(rows)}</table>"


def print_pages(pages: Sequence[Path], maker: str, into: Path) -> None:
    """Prints web pages as PDF files of the same names."""
    program = next((found for name in MADE_BY[maker] if (found := shutil.which(name))), None)
    if program is None:
        raise SystemExit(f"{maker} is not on this machine")
    with tempfile.TemporaryDirectory() as own:
        if maker == "libreoffice":
            subprocess.run(
                [program, f"-env:UserInstallation=file://{own}", "--headless", "--infilter=HTML (StarWriter)",
                 "--convert-to", "pdf:writer_pdf_Export",
                 "--outdir", str(into), *map(str, pages)], check=True, capture_output=True,
            )  # fmt: skip
            return
        for page in pages:
            subprocess.run(
                [program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={own}", "--no-pdf-header-footer",
                 f"--print-to-pdf={into / page.stem}.pdf", str(page)], check=True, capture_output=True,
            )  # fmt: skip


def _norm(text: str) -> str:
    return "".join(text.split()).casefold()


def rows_of(document: Document) -> list[tuple[str, list[str]]]:
    """The rows of all tables: the letters of the words before the first figure, and the cells from it on."""
    found = []
    for block in document.tables:
        for cells in block.grid.rows if block.grid is not None else ():
            texts = [_norm(cell.text) for cell in cells]
            first = next(
                (at for at, text in enumerate(texts) if at and _FIGURE.fullmatch(text) and not _UNIT.fullmatch(text)), 0
            )
            if first:
                while texts[-1] == "":
                    texts.pop()
                found.append(("".join(sorted("".join(texts[:first]))), texts[first:]))
    return found


def read_back(whole: Document, printed: Document) -> tuple[int, int, list[str]]:
    """How many figures of the tables of a document were read, and how many there are; and the rows that were not."""
    by_name: dict[str, list[list[str]]] = {}
    for name, cells in rows_of(printed):
        by_name.setdefault(name, []).append(cells)
    read = figures = 0
    missed = []
    for name, cells in rows_of(whole):
        own = [at for at, text in enumerate(cells) if _FIGURE.fullmatch(text)]
        figures += len(own)
        found = by_name.get(name, [])
        fits = [sum(at < len(one) and one[at] == cells[at] for at in own) for one in found]
        best = max(range(len(fits)), key=fits.__getitem__, default=None)
        if best is not None:
            read += fits[best]
        if best is None or fits[best] < len(own):
            missed.append(f"{name[:12]} | {' | '.join(cells)}")
        else:
            found.pop(best)
    return read, figures, missed


def main() -> None:
    """Prints papers, reads them back, and prints the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--layouts", nargs="*", default=list(LAYOUTS))
    parser.add_argument("--makers", nargs="*", default=list(MADE_BY))
    parser.add_argument("--only", nargs="*", default=list(STYLES))
    parser.add_argument("--documents", nargs="*", type=Path, default=[], help="in place of made papers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", action="store_true")
    asked = parser.parse_args()
    asked.into.mkdir(parents=True, exist_ok=True)
    wholes: dict[str, Document] = {path.stem: read_document(path) for path in asked.documents}
    if not wholes:
        for name in asked.only:
            source = asked.into / f"{name}-{asked.seed}.md"
            source.write_text(STYLES[name](Random(f"{name} {asked.seed}")).text, encoding="utf-8")
            wholes[source.stem] = read_document(source)
    total: Counter[str] = Counter()
    for maker in asked.makers:
        for layout in asked.layouts:
            folder = asked.into / maker / layout
            folder.mkdir(parents=True, exist_ok=True)
            pages = []
            for name, whole in wholes.items():
                if not (folder / f"{name}.pdf").exists():
                    pages.append(folder / f"{name}.html")
                    pages[-1].write_text(page_of(whole.blocks, layout), encoding="utf-8")
            if pages:
                print_pages(pages, maker, folder)
            read = figures = alarms = 0
            for name, whole in wholes.items():
                printed = read_document(folder / f"{name}.pdf")
                own, of, missed = read_back(whole, printed)
                read, figures = read + own, figures + of
                wrong = scrutinise_document(printed).wrong
                known = {slip.where.text for slip in scrutinise_document(whole).wrong}
                false = [slip for slip in wrong if slip.where.text not in known]
                alarms += len(false)
                if asked.misses:
                    for row in missed:
                        print(f"NOT READ {maker} {layout} {name}: {row}")
                    for slip in false:
                        print(f"FALSE ALARM {maker} {layout} {name}: {slip.where.place}: {slip.sentence}")
            total["read"] += read
            total["figures"] += figures
            total["alarms"] += alarms
            print(
                f"{maker:12} {layout:8} {read}/{figures} = {100 * read / figures:.1f}%, false alarms {alarms}",
                flush=True,
            )
    print(
        f"all {total['read']}/{total['figures']} = {100 * total['read'] / total['figures']:.1f}%, false alarms {total['alarms']}"
    )


if __name__ == "__main__":
    main()
