"""`budget-monitor map`: a mapping to keep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from budget_monitor.cli.shared import clock
from budget_monitor.cli.shared.book import MoreRules
from budget_monitor.cli.shared.progress import progress
from budget_monitor.cli.shared.streams import answers_for_errors, complain, deliver
from budget_monitor.errors import UsageError
from budget_monitor.render.text.shell import shell_word

if TYPE_CHECKING:
    from budget_monitor.pipeline.files.drafting import Drafted

MAX_PROBLEMS_SHOWN = 5


@answers_for_errors
def map_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file, workbook or document.", show_default=False)],
    ledger: Annotated[
        str, typer.Option("--ledger", metavar="NAME", help="The ledger that it feeds. Default: the one that fits best.")
    ] = "",
    sheet: Annotated[
        str, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook. Default: the one that fits best.")
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Write it to this new file, such as NAME.source.toml."),
    ] = None,
    rules: MoreRules = None,
) -> None:
    """Write a draft of a mapping: how a file that is not laid out as a ledger becomes one.

    Beside the file, as NAME.source.toml, it is read with it, and next quarter's file of the same layout needs nothing.
    What is not plain has a comment; what was not found in the file is a guess and says so.

    Exit codes: 0 written, and it reads the file; 1 written, and something in the file, or all, is not read;
    2 the file cannot be read, or nothing tells what ledger it is.
    """
    from budget_monitor.pipeline.files.drafting import draft_mapping

    if output is not None and output.exists():
        raise UsageError(f"cannot write {output}: the file is there already")
    with progress(f"reading {file.name}"):
        found = draft_mapping(file, ledger, sheet=sheet, rules=rules or (), today=clock.today())
    deliver(found.text.encode(), output)
    _tell(found, file, output)
    reads_all = found.rows and all(problem.severity != "error" for problem in found.problems)
    raise typer.Exit(0 if reads_all else 1)


def _tell(found: Drafted, file: Path, output: Path | None) -> None:
    from budget_monitor.render.report.details import problem_text

    errors = [problem for problem in found.problems if problem.severity == "error"]
    complain(f"{found.ledger}: {found.rows:,} row{'s' * (found.rows != 1)} read by this mapping")
    if found.guesses:
        complain(f"not found in the file, so guessed: {', '.join(found.guesses)}")
    if found.is_doubtful:
        complain(
            f"{found.failed:,} of {found.checks:,} checks of the ledger's rules fail with it: a column is hardly what"
            " it was taken for; correct the draft before you check by it, or check the file without one, as it stands"
        )
    for problem in errors[:MAX_PROBLEMS_SHOWN]:
        complain(problem_text(problem))
    if len(errors) > MAX_PROBLEMS_SHOWN:
        complain(f"and {len(errors) - MAX_PROBLEMS_SHOWN:,} more that could not be read")
    if not found.rows:
        complain(
            'correct it before it is used: where the columns of the ledger are rows of this file, layout = "transposed"'
            " with the labels of those rows reads it (docs/files.md)"
        )
    elif output is None:
        beside = file.with_name(f"{file.stem}.source.toml")
        complain(f"to use it: budget-monitor map {shell_word(str(file))} --output {shell_word(str(beside))}")
