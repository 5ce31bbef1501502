"""What came of each set, and the tables of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

SURE = 0.9
"""From this share on the oracle can tell."""
UNITS = ("£", "£000", "£m")


@dataclass
class Score:
    """What came of one set with one slip or three.

    `among_equals`: the first answer is right, or it is `tied` and the right one is among those it is tied with.
    `but_for_rounding`: the first answer has the right cells, each value to the unit; `ends_near`: the same in the end.
    `best_possible` is how likely the oracle's answer is; None for three slips. `is_open`: the checks leave more than
    one set of figures to a slip of several cells, its act and its cells being known.
    """

    name: str
    unit: str
    is_structural: bool
    detected: bool = False
    first_right: bool = False
    kind_right: bool | None = None
    stated_wrong: int = 0
    silent: bool = False
    in_list: bool = False
    among_equals: bool = False
    ends_true: bool | None = None
    ends_near: bool | None = None
    but_for_rounding: bool = False
    best_possible: float | None = None
    oracle_right: bool = False
    is_open: bool = False
    story: list[str] = field(default_factory=list)


def share(part: int, whole: int) -> str:
    """A percentage, with its number."""
    return f"{100 * part / whole:.1f}% of {whole}" if whole else "–"


def _row(name: str, group: Sequence[Score]) -> str:
    """One line of the table: percentages."""

    def of(good: Sequence[bool | None]) -> str:
        known = [one for one in good if one is not None]
        return f"{100 * sum(map(bool, known)) / len(known):.1f}" if known else "–"

    expected = [one.best_possible for one in group if one.best_possible is not None]
    sure = [one for one in group if (one.best_possible or 0) >= SURE]
    cells = [
        of([one.first_right for one in group]),
        of([one.but_for_rounding for one in group]),
        of([one.among_equals for one in group]),
        of([one.in_list for one in group]),
        of([one.stated_wrong > 0 for one in group]),
        of([one.silent for one in group]),
        of([one.kind_right for one in group]),
        of([one.ends_true for one in group]),
        of([one.ends_near for one in group]),
        of([one.oracle_right if one.best_possible is not None else None for one in group]),
        f"{100 * sum(expected) / len(expected):.1f}" if expected else "–",
        f"{of([one.first_right for one in sure])} of {len(sure)}" if sure else "–",
    ]
    return f"| {name} | {len(group)} | " + " | ".join(cells) + " |"


def summary(scores: Sequence[Score]) -> list[str]:
    """What was reached."""
    clean = [one for one in scores if one.name == "clean"]
    slipped = [one for one in scores if one.name != "clean"]
    single = [one for one in slipped if one.name != "three slips"]
    lines = [
        f"- clean sets with an alarm: {sum(one.detected or not one.silent for one in clean)} of {len(clean)}",
        f"- detected: {share(sum(one.detected for one in slipped), len(slipped))}",
    ]
    mistyped = [one for one in single if not one.is_structural]
    structural = [one for one in single if one.is_structural]
    names = (
        "slips", "sets", "first right", "but for rounding", "or among equals", "in the list", "stated wrong",
        "cannot tell", "kind right", "ends in the true figures", "but for rounding", "the oracle", "expects",
        "right where it is sure",
    )  # fmt: skip
    lines += ["", f"| {' | '.join(names)} |", "|---|" + "--:|" * (len(names) - 1)]
    groups = [("mistyped figures", mistyped), ("structural slips", structural)]
    for title, group in groups:
        parts = [(f"{title}, {unit}", [one for one in group if one.unit == unit]) for unit in UNITS]
        lines += [_row(name, part) for name, part in [(title, group), *parts]]
    shut, left = ([one for one in structural if one.is_open is is_open] for is_open in (False, True))
    lines.append(_row("structural slips that the checks tell", shut))
    lines.append(_row("structural slips that they leave open", left))
    lines.append(_row("three slips", [one for one in slipped if one.name == "three slips"]))
    lines += ["", "| slip | sets | first right | in the list | stated wrong | cannot tell |"]
    lines.append("|---|--:|--:|--:|--:|--:|")
    counts = Counter(one.name for one in slipped)
    for name in sorted(counts):
        group = [one for one in slipped if one.name == name]
        cells = [
            sum(bool(getattr(one, field)) for one in group)
            for field in ("first_right", "in_list", "stated_wrong", "silent")
        ]
        lines.append(f"| {name} | {counts[name]} | " + " | ".join(map(str, cells)) + " |")
    return lines
