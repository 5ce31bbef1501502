"""How well slips are found: generated sets, one slip or three in each, and what the tool says of them.

    python benchmarks/slips/score.py --sets 20
    python benchmarks/slips/score.py --sets 200 --workers 2 --misses misses.txt

Prints Markdown. The same seed gives the same sets and slips, whatever the number of workers.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path
from random import Random
from statistics import mean

from generate import generate
from inject import FORMS
from trial import NAMED, Trial, clean_trial, slipped_trials, triple_trial

UNITS = ("£", "£000")


def one_set(number: int, seed: int, slips: int) -> list[Trial]:
    """All trials of one set: clean, some single slips in turn of kind, and three at once. Sets alternate in unit."""
    unit = UNITS[number % 2]
    draft = generate(seed + number, unit)
    texts = draft.texts()
    rng = Random(f"slips {seed + number} {unit}")
    trials = [clean_trial(draft, seed + number, texts)]
    forms = list(FORMS)
    for turn in range(slips):
        kind, form = forms[(number // 2 * slips + turn) % len(forms)]
        trials += slipped_trials(draft, seed + number, texts, kind, form, rng)
    triple = triple_trial(draft, seed + number, texts, rng)
    return [*trials, triple] if triple else trials


def share(trials: Sequence[object], good: int) -> str:
    """A percentage of trials, with their number."""
    return f"{100 * good / len(trials):.1f}% of {len(trials)}" if trials else "–"


def table(trials: Sequence[Trial]) -> Iterable[str]:
    """One line for each form of slip and unit."""
    yield "| slip | unit | made | breaks | detected | alone | leads | tied | blamed others | blamed none | kind right |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for kind, form in [*FORMS, ("three slips", "")]:
        for unit in UNITS:
            made = [one for one in trials if (one.kind, one.form, one.unit) == (kind, form, unit)]
            if not made:
                continue
            broken = [one for one in made if one.breaks]
            stands = [sum(one.standing == name for one in broken) for name in (*NAMED, "other", "none")]
            told = [one for one in broken if one.kind_right is not None]
            kinds = f"{sum(bool(one.kind_right) for one in told)} of {len(told)}"
            cells = [
                kind + (f" ({form})" if form else ""),
                unit,
                len(made),
                len(broken),
                sum(one.detected for one in broken),
            ]
            yield "| " + " | ".join(map(str, [*cells, *stands, kinds])) + " |"


def summary(trials: Sequence[Trial]) -> Iterable[str]:
    """What must be reached, and what was."""
    clean = [one for one in trials if one.kind == "clean"]
    slipped = [one for one in trials if one.breaks]
    single = [one for one in slipped if one.kind != "three slips"]
    triple = [one for one in slipped if one.kind == "three slips"]
    yield f"- clean sets with a failed check or a culprit: {sum(one.detected for one in clean)} of {len(clean)}"
    yield f"- slips that break an equation and were detected: {share(slipped, sum(one.detected for one in slipped))}"
    for name, group in (
        ("slips of one cell", [one for one in single if not one.form]),
        ("slips of several cells", [one for one in single if one.form and "line " not in one.form]),
        ("lines deleted or typed twice", [one for one in single if "line " in one.form]),
    ):
        named = [one for one in group if one.standing in NAMED]
        alone, leads = (sum(one.standing == standing for one in group) for standing in ("alone", "leads"))
        ties = [one.ties for one in group if one.standing in ("leads", "tie")]
        tied = f", ties of {mean(ties):.1f} on average, {max(ties)} at most" if ties else ""
        yield (
            f"- {name}: named {share(group, len(named))}, alone {share(group, alone)},"
            f" first among equals {share(group, leads)}{tied}"
        )
        told = [one for one in named if one.kind_right is not None]
        yield f"  - kind right: {share(told, sum(bool(one.kind_right) for one in told))}"
    named = [one for one in triple if one.standing in NAMED]
    yield f"- three slips, all three named: {share(triple, len(named))}"
    yield f"- culprits whose correction leaves an equation broken: {sum(one.unsound for one in slipped)}"
    yield f"- single slips with a culprit elsewhere besides: {sum(one.spurious > 0 for one in single)} of {len(single)}"
    rows = [one.rows for one in clean]
    seconds = mean(one.seconds for one in clean)
    yield f"- sets of {min(rows)} to {max(rows)} rows; a check of a clean one took {seconds:.2f} s of processor time"
    if slipped:
        longest = max(slipped, key=lambda one: one.seconds)
        yield (
            f"- with slips {mean(one.seconds for one in slipped):.2f} s on average,"
            f" {longest.seconds:.2f} s at most ({longest.kind} {longest.form}, {longest.rows} rows)".replace("  ", " ")
        )


def misses(trials: Iterable[Trial]) -> Iterable[str]:
    """Every trial that went wrong, told in full."""
    for one in trials:
        wrong = one.standing in ("other", "none") or one.kind_right is False or one.unsound or not one.detected
        if (one.kind == "clean" and one.detected) or (one.breaks and wrong):
            head = f"set {one.seed} {one.unit} ({one.rows} rows) {one.kind} {one.form}: {one.standing}"
            yield "\n  ".join([f"{head}, kind right {one.kind_right}, unsound {one.unsound}", *one.story])


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Scores the search for culprits on generated ledger sets.")
    parser.add_argument("--sets", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slips", type=int, default=2, help="single slips in each set")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--misses", type=Path, help="where to write what went wrong")
    chosen = parser.parse_args()
    start = time.perf_counter()
    numbers = range(chosen.sets)
    with ProcessPoolExecutor(chosen.workers) as pool:
        found = list(pool.map(one_set, numbers, repeat(chosen.seed), repeat(chosen.slips)))
    trials = [trial for trials in found for trial in trials]
    print("\n".join([*summary(trials), "", *table(trials)]))
    print(f"\n{chosen.sets} sets from seed {chosen.seed}, {time.perf_counter() - start:.0f} s.")
    if chosen.misses:
        chosen.misses.write_text("\n\n".join(misses(trials)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
