"""False alarms on correct papers, and how many of the slips put into them are found.

    python -m benchmarks.papers.score --seeds 3 --slips 40

A slip is found where some finding is of the changed figure's line or names its text. Ties are right where the cell that a
figure is tied to states it.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random

from benchmarks.papers.marks import SENTENCE, SUM, TIE, Mark
from benchmarks.papers.styles import STYLES
from budget_monitor.figures.written import read_figure
from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.documents.scrutiny import DocumentScrutiny, TieStatus
from budget_monitor.pipeline.documents.scrutinising import scrutinise_document

KINDS = ("swap", "digit", "dropped", "added", "sign")
MIN_UNITS_APART = 15
"""A slip moves the figure by at least so many units of its last digit: a smaller one may be within rounding."""


def slipped(text: str, kind: str, chance: Random) -> str:
    """A figure with one slip of the pen; empty where it has no place for one of the kind."""
    digits = [at for at, one in enumerate(text) if one.isdecimal()]
    at = chance.choice(digits)
    if kind == "digit":
        return text[:at] + str((int(text[at]) + chance.randint(1, 9)) % 10) + text[at + 1 :]
    if kind == "dropped":
        return text[:at] + text[at + 1 :] if len(digits) > 1 else ""
    if kind == "added":
        return text[:at] + str(chance.randint(0, 9)) + text[at:]
    if kind == "sign":
        return text.strip("()") if "(" in text else text.replace("-", "") if "-" in text else f"-{text}"
    pairs = [(a, b) for a, b in pairwise(digits) if text[a] != text[b]]
    if not pairs:
        return ""
    a, b = chance.choice(pairs)
    return text[:a] + text[b] + text[a + 1 : b] + text[a] + text[b + 1 :]


def slips(marks: Sequence[Mark], chance: Random) -> Iterator[tuple[Mark, str, str]]:
    """A slip for each mark that can have one."""
    for mark in marks:
        kinds = list(KINDS if mark.kind == SUM else KINDS[:4])
        chance.shuffle(kinds)
        for kind in kinds:
            text = slipped(mark.text, kind, chance)
            before, after = read_figure(mark.text), read_figure(text) if text else None
            if before is None or after is None or before.value is None or after.value is None:
                continue
            if abs(before.value - after.value) >= MIN_UNITS_APART * Decimal(1).scaleb(-before.decimals):
                yield mark, kind, text
                break


def scrutinised(text: str, folder: Path) -> DocumentScrutiny:
    """A paper as it is scrutinised."""
    path = folder / "paper.md"
    path.write_text(text, encoding="utf-8")
    return scrutinise_document(read_document(path))


def main() -> None:
    """Writes papers, scrutinises them with and without slips, and prints the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--slips", type=int, default=40, help="of each paper")
    parser.add_argument("--only", nargs="*", default=list(STYLES))
    parser.add_argument("--misses", action="store_true")
    asked = parser.parse_args()
    alarms: Counter[str] = Counter()
    put: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    ties, tied = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for name in asked.only:
            for seed in range(asked.first, asked.first + asked.seeds):
                chance = Random(f"{name} {seed}")
                whole = STYLES[name](chance)
                clean = scrutinised(whole.text, Path(folder))
                for slip in clean.wrong:
                    alarms[name] += 1
                    print(f"FALSE ALARM {name} {seed}: {slip}")
                by_line: dict[int, list[str]] = {}
                for tie in clean.ties:
                    if tie.status is TieStatus.TIED:
                        by_line.setdefault(tie.figure.line, []).append(tie.figure.text)
                for mark in whole.marks:
                    if mark.kind == TIE:
                        line = whole.text[: mark.start].count("\n") + 1
                        ties += 1
                        hit = any(mark.text in text for text in (t for v in by_line.values() for t in v))
                        tied += hit
                        if asked.misses and not hit:
                            print(f"NOT TIED {name} {seed} line {line}: {mark.text}")
                marks = [mark for mark in whole.marks if mark.kind != TIE]
                for mark, kind, text in slips(chance.sample(marks, min(asked.slips, len(marks))), chance):
                    put[name, mark.kind] += 1
                    if scrutinised(whole.with_slip(mark, text), Path(folder)).wrong:
                        found[name, mark.kind] += 1
                    elif asked.misses:
                        line = whole.text[: mark.start].count("\n")
                        print(
                            f"MISSED {name} {seed} {kind} {mark.text} -> {text}: {whole.text.splitlines()[line][:150]}"
                        )
    for name in asked.only:
        told = ", ".join(
            f"{word} {found[name, kind]}/{put[name, kind]}"
            for kind, word in ((SUM, "tables"), (SENTENCE, "sentences"))
            if put[name, kind]
        )
        print(f"{name:24} false alarms {alarms[name]}; {told}")
    for kind, word in ((SUM, "tables"), (SENTENCE, "sentences")):
        a, b = (sum(n for (_, k), n in each.items() if k == kind) for each in (found, put))
        print(f"{word}: {a}/{b} = {100 * a / max(1, b):.1f}%")
    print(f"false alarms {sum(alarms.values())} in {asked.seeds * len(asked.only)} papers; ties {tied}/{ties}")


if __name__ == "__main__":
    main()
