"""What a fuzzer may throw bytes at: every reader, each with inputs to begin with.

A target does its job or raises an error that is meant for the officer. Anything else is a mistake of ours.
"""

# ruff: noqa: E501 (inputs to begin with stand as they are)
from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from budget_monitor.cli.shared.formats import RENDERERS, Result
from budget_monitor.errors import BudgetMonitorError, RuleError
from budget_monitor.figures.prose import figures_in
from budget_monitor.figures.written import read_figure
from budget_monitor.load.accepted import read_accepted
from budget_monitor.load.documents.reading import read_document
from budget_monitor.load.documents.ticks import read_ticks
from budget_monitor.load.notes import read_notes
from budget_monitor.load.settings.settings import read_settings
from budget_monitor.load.sides.accepted import accepted_items
from budget_monitor.load.sides.keyed import read_keyed
from budget_monitor.load.sources.mapping.reading import mappings_in
from budget_monitor.model.results.choices import FailOn
from budget_monitor.model.results.request import Request
from budget_monitor.pipeline.documents.drafting import draft
from budget_monitor.pipeline.documents.marking import marked_copy
from budget_monitor.pipeline.documents.scrutinising import report_of, scrutinise
from budget_monitor.pipeline.files.drafting import draft_mapping
from budget_monitor.pipeline.files.looking import look
from budget_monitor.pipeline.history import recorded_runs
from budget_monitor.pipeline.reconciling import reconcile
from budget_monitor.pipeline.run.one_set import check_set
from budget_monitor.pipeline.run.tables import check_table, discover_tables
from budget_monitor.render import Format
from budget_monitor.render.text.page import Page
from budget_monitor.rules.rulebook import load_rulebook
from budget_monitor.rules.syntax import parse
from tests.support.packages import (
    database,
    history,
    old_workbook,
    open_workbook,
    parquet,
    part_of,
    with_part,
    word,
    workbook,
)
from tests.support.pdf_files import write_pdf

ROOM = Path(mkdtemp(prefix="budget-monitor-"))
MD = """# Budget 2021/22
1.1 We spent £4,971m (89.8%) of £5.5m, an increase of 12% from £4.9m to £5.5m: see table 2 below.
Table 1 Revenue
| £000 | Q1 | Q2 | Year |
|---|---:|---|---|
| Staff | 1,010 | (20) | 990 |
| Rent | 5 | 5.0 | 10 |
| Total | 1,015 | -15 | 1,001 |
"""
PAGE = (
    "<html><head><title>x</title></head><body><h1>Budget 2021/22</h1><p>We spent &pound;15 &amp; more.</p><table>"
    "<caption>T</caption><tr><th>a<th colspan=2>b</tr><tr><td rowspan='2'>Staff</td><td>10</td><td>20%</td></tr>"
    "<tr><td>5</td><td>5</td></tr></table><ul><li>£5m</li></ul><script>1</script></body></html>"
)
WORD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:pPr><w:pStyle'
    ' w:val="Heading1"/></w:pPr><w:r><w:t>Budget</w:t></w:r></w:p><w:p><w:ins w:id="1"><w:r><w:t>£5m</w:t></w:r></w:ins>'
    "</w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/><w:vMerge/></w:tcPr><w:p><w:r><w:t>Staff</w:t></w:r></w:p>"
    "</w:tc><w:tc><w:p><w:r><w:t>10</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
)
OPEN = (
    '<o:d xmlns:o="o" xmlns:x="x" xmlns:t="t"><o:body><o:text><x:h x:outline-level="1">Budget</x:h><x:p>£5m<x:s/>'
    "<x:note><x:note-body><x:p>n</x:p></x:note-body></x:note></x:p><x:list><x:list-item><x:p>a</x:p></x:list-item>"
    '</x:list><t:table><t:table-row><t:table-cell t:number-columns-repeated="2"><x:p>10</x:p></t:table-cell>'
    "<t:covered-table-cell/></t:table-row></t:table></o:text></o:body></o:d>"
)
LIST = (
    'Date,Paid in (£),Paid out,Ref,"Payee, name",Balance\n01/04/2026,"1,010.00",,A1,x,1010\n2026-04-02,,5.00,INV 2,"y ""z",'
    "1005\n3/4/2026,(7),,,Total,\n"
)
OTHER = LIST + "4/4/2026,7.00,,A9,z,1012\n"
CARRIED = (
    "pair,side,date,amount,reference,name,file,line,cell\n"
    "l | r,left,2026-04-01,-12.50,q,w,l.csv,2,\nl | r,right,,7,,,r.csv,3,Sheet!A1\n"
)
ROWS = (
    "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"
    '2021/22,Q3,Libraries,Flexibility,Museums,130,0,130\n2021-22,Annual,Libraries,Flexibility,"Mu, all",£130,(20),150\n'
    "2021/22,Q4,Libraries,Total,,1.5,0.5,1\n"
)
RULES = (
    '[ledger]\nname = "figures"\nkey = ["name"]\nlabel = "name"\n[ledger.columns]\nname = "text"\na = "money"\n'
    'b = { type = "money", required = false }\n[[rule]]\nid = "X1"\ntitle = "t"\nwhere = "a != 0"\n'
    'check = "a == sum(b, where=a > 1) / 2 or previous(a) in (1, 2)"\nby = ["name"]\ntolerance = "£2"\n'
    '[[rule]]\nid = "X2"\ncasts = ["a", "b"]\n[[rule.example]]\npasses = "name,a,b\\nx,1,2"\n'
)
SETTINGS = (
    'unit = "£000"\nignore = ["PM03"]\ncurrency = "GBP"\nyear_start = 4\n[variance]\namount = "£50,000"\n[criteria]\n'
    'amber_within = 5\n[materiality]\npercent = 1.5\n[ledgers.savings]\nunit = "£m"\n[reconcile]\ndays = 3\nleft = "date=x"\n'
)
ACCEPTED = (
    '[[accepted]]\nrule = "RM01"\nkey = { financial_year = "2021/22", period = "Q4", portfolio = "Libraries",'
    ' reserve = "Flexibility", purpose = "Museums" }\ngap = "£5"\nreason = "r"\nby = "b"\non = 2022-05-01\n'
)
MAPPING = (
    '[[source]]\nledger = "savings"\nsheet = "S"\nheader = 1\nunit = "£000"\n[source.columns]\nproposal = "Name"\n'
    'value = "Value"\n[source.constants]\nperiod = "Q4"\nfinancial_year = "2021/22"\n'
)
REPORT = """# Libraries: Portfolio performance and resources report, 2021/22 Quarter 4

The cash limit is £4.971m, £0.163m more than £4.808m; 5 of 10 requests (50%).

## Reserves

| Reserve £000 | Purpose | Opening | Usage | Closing |
|---|---|---|---|---|
| Flexibility | Museums | 130 | 0 | 130 |
| Flexibility | Archives | 20 | 5 | 15 |
| Total | | 150 | 5 | 145 |
"""
NOTES = '[[note]]\nrule = "RM01"\nkey = { portfolio = "Libraries" }\ntext = "t"\nby = "b"\non = 2022-05-01\n'
ITEMS = '[[accepted]]\nid = "a1"\npair = "l | r"\nwhat = "w"\nreason = "r"\nby = "b"\non = 2022-05-01\n'
EXPRESSION = (
    "a + 2 * b == sum(other.c, where=d in ('x', 'y')) and not is_missing(e) if abs(f) <= 0.9 else max(g, 1) < -h"
)


@dataclass(frozen=True, slots=True)
class Target:
    """One reader: what it is given to begin with, and what is done with bytes."""

    given: Sequence[bytes] | Callable[[], bytes]
    run: Callable[[bytes], object]
    is_slow: bool = False
    """One that is left to the sweeps: others are like it."""

    @property
    def seeds(self) -> Sequence[bytes]:
        """What it is given to begin with; a function makes what takes a while."""
        return [self.given()] if callable(self.given) else self.given


def _put(name: str, content: bytes) -> Path:
    path = ROOM / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _zipped(name: str, part: str) -> Callable[[bytes], Path]:
    def made(content: bytes) -> Path:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            package.writestr(part, content)
        return _put(name, stream.getvalue())

    return made


def _scrutinised(path: Path) -> None:
    result = scrutinise([path])
    assert report_of(result).exit_code() in (0, 1, 2)


def _reconciled(content: bytes) -> None:
    """No record of the list is two entries; one that is none is a header, a stated balance, a total or a problem."""
    left, right = _put("l.csv", content), _put("r.csv", OTHER.encode())
    result = reconcile(left, right)
    if not result.problems and not result.left.carried:
        rows = [row for row in csv.reader(io.StringIO(_text(content), newline="")) if any(map(str.strip, row))]
        assert len(result.left) <= len(rows)


def _carried(content: bytes) -> None:
    reconcile(_put("l.csv", LIST.encode()), _put("r.csv", OTHER.encode()), carried=_put("c.csv", content))


def _checked(name: str) -> Callable[[bytes], object]:
    def run(content: bytes) -> object:
        folder = ROOM / "set"
        for own, text in (
            ("reserve_movements.csv", ROWS),
            ("budget-monitor.toml", SETTINGS),
            ("accepted.toml", ACCEPTED),
        ):
            _put(f"set/{own}", content if own == name else text.encode())
        report = check_set(folder).report
        assert report.exit_code() in (0, 1, 2)
        return report

    return run


def _rules(content: bytes) -> None:
    load_rulebook([_put("rules.toml", content)])


def _mapping(content: bytes) -> None:
    _put("mapped/book.csv", b"Name,Value\nx,1\n")
    mappings_in([_put("mapped/book.source.toml", content)])


def _figures(content: bytes) -> None:
    text = _text(content)
    found = read_figure(text)
    assert found is None or found.value.is_finite()
    for figure in figures_in(text):
        assert text[figure.start : figure.end].strip() == figure.text


def _side_mapping(content: bytes) -> None:
    reconcile(_put("l.csv", LIST.encode()), _put("r.csv", OTHER.encode()), left_columns=_text(content))


def _marked(path: Path) -> None:
    result = scrutinise([path])
    if result.documents:
        assert marked_copy(path, result)


def _paper() -> bytes:
    """A report as a PDF."""
    return write_pdf(ROOM / "made.pdf", read_document(_put("made.md", MD.encode())).blocks).read_bytes()


def _savings(name: str) -> Callable[[bytes], None]:
    """A set whose only ledger is that file, checked, and written as a marked workbook."""

    def run(content: bytes) -> None:
        folder = _emptied("savings")
        _put(f"savings/{name}", content)
        checked = check_set(folder)
        assert checked.report.exit_code() in (0, 1, 2)
        result = Result(checked.report, checked.ledger_set, Page, FailOn.ERROR, False, on=date(2026, 5, 1))
        assert RENDERERS[Format.XLSX](result)
        checked.ledger_set.close()

    return run


def _emptied(name: str) -> Path:
    folder = ROOM / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _drafted(content: bytes) -> None:
    shutil.rmtree(ROOM / "drafted", ignore_errors=True)
    draft([_put("report.md", content)], ROOM / "drafted", year="2021/22", period="Q4", portfolio="Parks")
    report = check_set(ROOM / "drafted").report
    assert report.exit_code() in (0, 1, 2)


def _against(content: bytes) -> None:
    """A report against ledgers and against the one before."""
    _put("kept/reserve_movements.csv", ROWS.encode())
    report, last = _put("now.md", content), _put("last.md", REPORT.encode())
    assert report_of(scrutinise([report], previous=last)).exit_code() in (0, 1, 2)
    assert report_of(scrutinise([report], ledgers=ROOM / "kept", since=last)).exit_code() in (0, 1, 2)


def _history(content: bytes) -> None:
    folder = _emptied("past")
    (folder / ".budget-monitor").mkdir()
    _put("past/.budget-monitor/history.sqlite", content)
    for run in recorded_runs(folder):
        assert run.id > 0


def _file(name: str, job: Callable[[Path], object]) -> Callable[[bytes], object]:
    return lambda content: job(_put(name, content))


def _part_of(package: Callable[[], bytes], part: str) -> bytes:
    return part_of(package(), part)


def _marked_word(part: str) -> Callable[[bytes], None]:
    return lambda content: _marked(_put("p.docx", with_part(word(), part, content)))


def _book(part: str) -> Callable[[bytes], None]:
    checked = _savings("savings.xlsx")
    return lambda content: checked(with_part(workbook(), part, content))


def _table(name: str) -> Callable[[bytes], object]:
    """What adds up in a file that no ledger is named after."""
    return _file(name, lambda path: check_table(path, Request()).report)


def _open_book(checked: Callable[[bytes], object]) -> Callable[[bytes], object]:
    return lambda content: checked(with_part(open_workbook(), "content.xml", content))


WORD_PARTS = ("word/document.xml", "word/styles.xml", "[Content_Types].xml", "word/_rels/document.xml.rels")
BOOK_PARTS = (
    "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels",
    "xl/comments/comment1.xml",
)  # fmt: skip
TARGETS: dict[str, Target] = {
    "figures": Target([b"\xc2\xa30.163m", b"(1,234.50)", b"97CR", b"12%", b"up from 5 to \xc2\xa37m (4.5%)"], _figures),
    "expressions": Target([EXPRESSION.encode()], lambda content: parse(_text(content))),
    "rules": Target([RULES.encode()], _rules),
    "settings": Target([SETTINGS.encode()], _file("one/budget-monitor.toml", lambda path: read_settings(path.parent))),
    "accepted": Target([ACCEPTED.encode()], _file("two/accepted.toml", lambda path: read_accepted(path.parent, "GBP", 4))),
    "mapping": Target([MAPPING.encode()], _mapping),
    "ticks": Target([b'{"version": 1, "cleared": [{"key": "k", "what": "w", "by": "b", "on": "2026-04-01", "reason": "r"}]}'], _file("t.json", read_ticks)),
    "carried": Target([CARRIED.encode()], _carried),
    "side": Target([LIST.encode()], _reconciled),
    "side_columns": Target([b"date=Date,amount=Balance,sign=reversed,dates=day-first"], _side_mapping),
    "keyed": Target([LIST.encode()], _file("k.csv", lambda path: read_keyed(path, ["Ref"]))),
    "plain": Target([MD.encode()], _file("a.md", read_document)),
    "markup": Target([PAGE.encode()], _file("a.html", read_document)),
    "docx": Target([WORD.encode()], lambda content: read_document(_zipped("a.docx", "word/document.xml")(content))),
    "odt": Target([OPEN.encode()], lambda content: read_document(_zipped("a.odt", "content.xml")(content))),
    "scrutinise": Target([MD.encode()], _file("a.md", _scrutinised)),
    "scrutinise_page": Target([PAGE.encode()], _file("a.html", _scrutinised)),
    "look": Target([b"Budget 2021/22\n,Q1,Q2,Year\nStaff,10,20,30\nRent,5,5,10\nTotal,15,25,40\n"], _file("x.csv", look)),
    "discover": Target([b"Budget 2021/22\n,Q1,Q2,Year\nStaff,10,20,30\nTotal,15,25,40\n"], _file("x.csv", discover_tables)),
    "ledger": Target([ROWS.encode()], _checked("reserve_movements.csv")),
    "set_settings": Target([SETTINGS.encode()], _checked("budget-monitor.toml")),
    "notes": Target([NOTES.encode()], _file("three/notes.toml", lambda path: read_notes(path.parent))),
    "items": Target([ITEMS.encode()], _file("four/reconcile-accepted.toml", lambda path: accepted_items(path.parent, "l | r"))),
    "map": Target([ROWS.encode()], _file("m.csv", draft_mapping)),
    "draft": Target([REPORT.encode()], _drafted),
    "against": Target([REPORT.encode()], _against),
    "parquet": Target(parquet, _savings("savings.parquet")),
    "database": Target(database, _savings("council.duckdb"), is_slow=True),
    "history": Target(history, _history, is_slow=True),
    "marked_page": Target([PAGE.encode()], _file("p.html", _marked)),
    "marked_paper": Target(_paper, _file("p.pdf", _marked)),
    "marked_open": Target([OPEN.encode()], lambda content: _marked(_zipped("p.odt", "content.xml")(content))),
    **{f"marked_word {part}": Target(partial(_part_of, word, part), _marked_word(part), part != WORD_PARTS[0]) for part in WORD_PARTS},
    **{f"book {part}": Target(partial(_part_of, workbook, part), _book(part), part != BOOK_PARTS[0]) for part in BOOK_PARTS},
    "open_book": Target(partial(_part_of, open_workbook, "content.xml"), _open_book(_savings("savings.ods"))),
    "open_table": Target(partial(_part_of, open_workbook, "content.xml"), _open_book(_table("table.ods"))),
    "old_book": Target(old_workbook, _savings("savings.xls")),
    "old_table": Target(old_workbook, _table("table.xls")),
    "set_accepted": Target([ACCEPTED.encode()], _checked("accepted.toml")),
}  # fmt: skip
EXPECTED = (BudgetMonitorError, RuleError)
"""What a target may raise: a message for the officer."""
