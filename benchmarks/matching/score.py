"""How much of what belongs together is matched, and how much of what is matched belongs together.

    python -m benchmarks.matching.score --entries 10000 --payers 400 --seed 1

A match counts as right where exactly the entries of the truth are in it; of identical entries any will do. Beside it
stands what looking up each amount on the other side finds, as a spreadsheet's VLOOKUP does, and what datacompy finds by
the reference, where it is installed.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from importlib import import_module

from benchmarks.matching.generate import Books, books
from budget_monitor.match.matching import match, proof
from budget_monitor.model.lists.matching import MatchOptions, Side

Pair = tuple[tuple[int, ...], tuple[int, ...]]


def side_of(name: str, rows: list[tuple[str, str, str, str]]) -> Side:
    """A list as the matching takes it."""
    from datetime import date

    return Side(
        name,
        [int(Decimal(row[1]).scaleb(2)) for row in rows],
        [date.fromisoformat(row[0]).toordinal() for row in rows],
        [row[2] for row in rows],
        [row[3] for row in rows],
        [f"{name}.csv"] * len(rows),
        list(range(2, len(rows) + 2)),
    )


def looked_up(made: Books) -> list[Pair]:
    """Each amount looked up on the other side: the first entry that has it."""
    first: dict[str, int] = {}
    for place, row in enumerate(made.bank):
        first.setdefault(row[1], place)
    return [((place,), (first[row[1]],)) for place, row in enumerate(made.cash) if row[1] in first]


def joined_by_key(made: Books) -> list[Pair] | None:
    """What datacompy calls the same: rows whose reference agrees, and whose amount does; None where it is missing."""
    try:
        datacompy = import_module("datacompy")  # of the benchmarks' own environment
    except ImportError:
        return None
    import pandas as pd

    frames = []
    for rows in (made.cash, made.bank):
        frame = pd.DataFrame(
            {
                "reference": [row[2] for row in rows],
                "amount": [Decimal(row[1]) for row in rows],
                "place": range(len(rows)),
            }
        )
        frames.append(frame[frame["reference"] != ""])
    compare = getattr(datacompy, "PandasCompare", None) or datacompy.Compare
    found = compare(*frames, join_columns=["reference"]).intersect_rows
    agree = found[found["amount_match"]]
    return [((int(ours),), (int(theirs),)) for ours, theirs in zip(agree["place_df1"], agree["place_df2"], strict=True)]


def same(made: Books, pair: Pair) -> tuple[object, ...]:
    """A match by what its entries say, so that of identical ones any will do."""
    return tuple(sorted(made.cash[one] for one in pair[0])), tuple(sorted(made.bank[one] for one in pair[1]))


def scores(made: Books, found: Iterable[Pair]) -> tuple[float, float, Counter[str]]:
    """Precision, recall, and how many of each kind were found."""
    truth = Counter(same(made, (left, right)) for _, left, right in made.truth)
    kinds = {same(made, (left, right)): what for what, left, right in made.truth}
    claimed = Counter(same(made, pair) for pair in found if pair[0] and pair[1])
    right = truth & claimed
    per_kind = Counter(kinds[pair] for pair in right.elements())
    return right.total() / max(1, claimed.total()), right.total() / max(1, truth.total()), per_kind


def main() -> None:
    """Makes the books, matches them, and prints the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--payers", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--one-to-one", action="store_true")
    parser.add_argument("--misses", action="store_true")
    asked = parser.parse_args()
    made = books(asked.entries, asked.payers, asked.seed, one_to_one=asked.one_to_one)
    left, right = side_of("cash_book", made.cash), side_of("bank_statement", made.bank)
    begun = time.process_time()
    matching = match(left, right, MatchOptions())
    seconds = time.process_time() - begun
    found = [(one.left, one.right) for one in matching.matches]
    precision, recall, kinds = scores(made, found)
    all_kinds = Counter(what for what, _, _ in made.truth)
    print(f"{len(left)} and {len(right)} entries, {seconds:.1f} s: precision {precision:.4f}, recall {recall:.4f}")
    print(", ".join(f"{what} {kinds[what]}/{count}" for what, count in sorted(all_kinds.items())))
    left_open, right_open = len(matching.only_left), len(matching.only_right)
    print(f"ambiguous groups {len(matching.ambiguous)}, only left {left_open}, only right {right_open}")
    print(f"proof holds: {proof(left, right, matching).holds}; {matching.cut_off}")
    for name, others in (("looked up by amount", looked_up(made)), ("datacompy by reference", joined_by_key(made))):
        if others is None:
            print(f"{name}: skipped, for it is not installed (pip install datacompy)")
            continue
        precision, recall, _ = scores(made, others)
        print(f"{name}: precision {precision:.4f}, recall {recall:.4f}")
    if asked.misses:
        truth = {same(made, (a, b)) for _, a, b in made.truth}
        for one in matching.matches:
            if one.left and one.right and same(made, (one.left, one.right)) not in truth:
                print(one.kind, [made.cash[e] for e in one.left], [made.bank[e] for e in one.right])


if __name__ == "__main__":
    main()
