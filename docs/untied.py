"""Writes how far each figure of the shipped ledgers can move unnoticed into ledgers/stockport/UNTIED.md.

python docs/untied.py
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from budget_monitor.model.results.coverage import Coverage, Room, share_shown
from budget_monitor.pipeline.covering import coverage
from budget_monitor.render.coverage import size_text

LEDGERS = Path(__file__).resolve().parents[1] / "ledgers" / "stockport"
HEADING = "## How far each figure can move unnoticed\n"


def written(ledgers: Path) -> str:
    """The page with its last section made anew from the equations of the checks."""
    text = (ledgers / "UNTIED.md").read_text(encoding="utf-8").partition(HEADING)[0].rstrip("\n")
    return "\n".join([text, "", HEADING, *_section(coverage(ledgers)), ""])


def _section(found: Coverage) -> Iterator[str]:
    share = share_shown(found.rooms)
    yield f"""\
With all others staying as they are: within these limits every sum and tie that uses the figure holds, taken one by
one. JOINT finds some of what is left: a front page within 7,000 of the sum of many lines must also be within 1,000 of
the printed total. Lines are those of the file; “any” is without limit, or a check that fails already. Of slips that
put another digit in the place of one, {float(share or 0):.0%} would make some check fail; `docs/untied.py` says so."""
    yield ""
    yield "| column | slips that show | how far, and on which lines |"
    yield "|---|---|---|"
    for (ledger, column), rooms in found.by_column.items():
        by_size: dict[str, list[int]] = {}
        for room in rooms:
            by_size.setdefault(_limits(room), []).append(room.cell.ref.line)
        sizes = "; ".join(f"{size}: {_lines(lines)}" for size, lines in sorted(by_size.items(), key=lambda one: one[1]))
        yield f"| {ledger}.{column} | {float(share_shown(rooms) or 0):.0%} | {sizes} |"


def _limits(room: Room) -> str:
    down, up = ("any" if size is None else size_text(room, size) for size in (room.down, room.up))
    return ("any" if down == "any" else f"± {down}") if down == up else f"−{down} to +{up}"


def _lines(lines: Sequence[int]) -> str:
    """2–4, 7: runs of lines that follow one another are taken together."""
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


if __name__ == "__main__":
    (LEDGERS / "UNTIED.md").write_text(written(LEDGERS), encoding="utf-8")
