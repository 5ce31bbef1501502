"""`budget-monitor check`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from budget_monitor.cli.settings import SetSettings
from budget_monitor.cli.shared import clock
from budget_monitor.cli.shared.book import WHERE, MoreRules, set_of
from budget_monitor.cli.shared.completing import OfPeriod, OfPortfolio, OfYear, complete_rules
from budget_monitor.cli.shared.formats import RENDERERS, Result
from budget_monitor.cli.shared.outputs import Output, outputs_of, write_all
from budget_monitor.cli.shared.progress import progress
from budget_monitor.cli.shared.streams import answers_for_errors, complain
from budget_monitor.cli.shared.watching import watch as watch_files
from budget_monitor.errors import UsageError
from budget_monitor.light import collect_seldom, cores, prepare
from budget_monitor.model.results.choices import FailOn, Show
from budget_monitor.render import ENDINGS, Format
from budget_monitor.render.text.shell import shell_word

if TYPE_CHECKING:
    from budget_monitor.model.results.outcome import Report


@answers_for_errors
def check(
    ledgers: Annotated[
        Path | None,
        typer.Argument(
            help=f"A folder of ledgers, or of one for each authority; a workbook; any table. {WHERE}",
            metavar="[LEDGERS]",
            show_default=False,
        ),
    ] = None,
    rules: MoreRules = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="ID",
            help="Only these rules, or those that begin so: RM01,CL; repeat.",
            autocompletion=complete_rules,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore",
            metavar="ID",
            help="All rules but these, or those that begin so; repeat.",
            autocompletion=complete_rules,
        ),
    ] = None,
    year: OfYear = None,
    period: OfPeriod = None,
    portfolio: OfPortfolio = None,
    format_: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="How to write the result. Default: by the ending of --output; table on the screen.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Write the result to a file instead of the screen: report.html, findings.xlsx, result.json; repeat.",
        ),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option(help="The least severity of a failed check that makes the exit code 1.")
    ] = FailOn.ERROR,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Blanks, castings without a total, ledgers without rows, unread files, acceptances of nothing make "
            "the exit code 1 too.",
        ),
    ] = False,
    show: Annotated[
        Show,
        typer.Option(help="List failures; or blanks, what holds within rounding, or every check too."),
    ] = Show.FAILURES,
    statistics: Annotated[
        bool, typer.Option("--statistics", "-v", help="Say too what each report states and how each rule came out.")
    ] = False,
    engine: Annotated[
        str, typer.Option(metavar="NAME", help="The engine that computes: arrow, pandas, duckdb or spark.")
    ] = "arrow",
    settings: SetSettings = None,
    schema: Annotated[
        int, typer.Option("--schema", min=1, max=2, help="The schema version of --format json; 1 for one release.")
    ] = 2,
    discover: Annotated[
        bool,
        typer.Option(
            "--discover",
            help="Of a CSV file, workbook or document, check whatever adds up in it. Done without asking where no"
            " ledger is named so.",
        ),
    ] = False,
    write_rules: Annotated[
        bool,
        typer.Option(
            "--write-rules",
            help="Of a CSV file, workbook or document without rules, write what adds up in it as rules (rules/, and the"
            " mapping they need, beside it), which later checks go by.",
        ),
    ] = False,
    record: Annotated[
        bool,
        typer.Option("--record", help="Add the run to the history beside the ledgers, for `history` and `compare`."),
    ] = False,
    again: Annotated[
        bool,
        typer.Option("--watch", help="Check again when a file is saved, until Ctrl-C: what is new, what is resolved."),
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            metavar="N",
            min=1,
            help="At most so many authorities at a time, where LEDGERS holds several. Default: one for each core.",
        ),
    ] = None,
) -> None:
    """Check a ledger set against the rules, and list what does not hold.

    Settings (budget-monitor.toml) and accepted differences (accepted.toml) are read from the folder of the ledgers;
    what the command line says goes before the settings, and those before the defaults. Differences that are accepted,
    or below the settings' materiality, are shown and counted apart and do not fail the run.

    Where LEDGERS holds no ledger, but a folder of ledgers for each of several authorities, every one of them is checked
    as it would be by itself, and the result is on all of them; what stops one does not stop the others.

    Where LEDGERS is a CSV file or workbook (xlsx, xlsm, xls, ods) that no ledger is named after, or a document (pdf,
    docx, odt, html, md) that no mapping takes, whatever adds up in its tables is found and checked: totals,
    differences, percentages, products, balances carried on. What is called a total and matches nothing is listed, and
    is no error.

    Exit codes: 0 nothing failed; 1 something failed; 2 the job could not be done (bad usage, unreadable input,
    a broken rule).
    """
    from budget_monitor.pipeline import check_ledgers

    ready = prepare if engine in ("arrow", "duckdb") else collect_seldom
    ready()
    from budget_monitor.model.results.request import Request

    extra, ledgers = rules or [], set_of(ledgers)
    recording = None
    if record:
        from budget_monitor.model.results.history import Recording

        recording = Recording(clock.now(), fail_on, strict)
    if again and (output or record or format_ not in (None, Format.TABLE)):
        raise UsageError("--watch shows tables on the screen; it goes with neither --output, --record nor --format")
    outputs = outputs_of(output, format_, ENDINGS, Format.TABLE, [ledgers, *extra])
    if write_rules:
        _write_rules(ledgers)
    request = Request(
        rules=tuple(extra),
        select=_ids(select),
        ignore=_ids(ignore),
        year=year,
        period=period,
        portfolio=portfolio,
        engine=engine,
        show=show,
        tells_at_interrupt=True,
        settings=tuple(settings or ()),
        today=clock.today(),
        record=recording,
        discover=discover,
    )
    options = "".join(f" --rules {shell_word(str(path))}" for path in extra)
    is_whole = not any((settings, select, ignore, year, period, portfolio))

    def once() -> tuple[Report, bool]:
        """The report, and whether all of it could be written."""
        with progress() as watch:
            report, ledger_set = check_ledgers(ledgers, request, jobs=jobs or cores(), watch=watch, prepare=ready)

        def written(output: Output[Format]) -> bytes:
            return RENDERERS[output.form](
                Result(
                    report,
                    ledger_set,
                    lambda: output.page,
                    fail_on,
                    strict,
                    schema,
                    show,
                    statistics,
                    is_whole,
                    clock.today(),
                    options,
                )
            )

        return report, write_all(outputs, written)

    if again:
        last = watch_files([ledgers, *extra], lambda: once()[0])
        raise typer.Exit(2 if last is None else last.exit_code(fail_on, strict=strict))
    report, whole = once()
    raise typer.Exit(report.exit_code(fail_on, strict=strict) if whole else 2)


def _write_rules(file: Path) -> None:
    from budget_monitor.pipeline.files.writing import write_rules
    from budget_monitor.render.text.words import plural

    written = write_rules(file)
    complain(f"wrote {', '.join(map(str, written.files))}")
    verb = "makes" if written.rules == 1 else "make"
    complain(
        f"{plural(written.rules, 'rule')}, which {verb} {plural(written.checks, 'check')} (the table has"
        f" {written.inferred:,}): read what is written, correct what is wrong, and check again"
    )
    for one in written.not_written:
        count = f"{len(one.places):,} of {plural(written.inferred, 'check')}, " if one.is_checked else ""
        more = f" and {len(one.places) - MAX_PLACES_NAMED:,} more" if len(one.places) > MAX_PLACES_NAMED else ""
        complain(f"not written: {count}{one.title} ({', '.join(one.places[:MAX_PLACES_NAMED])}{more}): {one.why}")
    for problem in written.problems[:MAX_PROBLEMS_SHOWN]:
        complain(problem)


MAX_PROBLEMS_SHOWN = 5
MAX_PLACES_NAMED = 4


def _ids(values: list[str] | None) -> tuple[str, ...]:
    """Rule ids from options that may each name several: `--select RM01,RM02 --select CL01`."""
    return tuple(name.strip() for value in values or () for name in value.split(",") if name.strip())
