"""The smallest sets of figures that would settle everything, against exact enumeration: their size, and all of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from budget_monitor.diagnose.corrections.certainty import MAX_ALTERNATIVES
from budget_monitor.model.results.correction import Alternative, Correction
from budget_monitor.model.results.outcome import Report
from budget_monitor.pipeline import check_texts
from budget_monitor.rules.rulebook import load_rulebook

MOST_CELLS = 6
"""The largest sets that are enumerated."""
GRAIN = 5_040
"""Figures are multiples of it, so that a value that solves the equations is one in pounds and pence."""


def _figure(rng: Random, low: int = -200) -> int:
    return GRAIN * rng.randint(low, 200)


@dataclass(frozen=True)
class System:
    """One row of figures in pounds, and equations among them: each sum of coefficient x figure is nothing."""

    names: tuple[str, ...]
    values: tuple[int, ...]
    equations: tuple[dict[str, int], ...]

    def gaps(self) -> list[int]:
        """What each equation is out by."""
        value = dict(zip(self.names, self.values, strict=True))
        return [sum(times * value[name] for name, times in one.items()) for one in self.equations]

    def smallest(self) -> set[frozenset[str]]:
        """Every smallest set of figures that other values of would make all equations hold, by trying each set."""
        gaps = self.gaps()
        for size in range(1, MOST_CELLS + 1):
            found = {frozenset(some) for some in combinations(self.names, size) if self._mends(some, gaps)}
            if found:
                return found
        return set()

    def _mends(self, some: tuple[str, ...], gaps: list[int]) -> bool:
        return _solvable([[Fraction(one.get(name, 0)) for name in some] + [Fraction(-gap)]
                          for one, gap in zip(self.equations, gaps, strict=True)])  # fmt: skip

    def report(self, folder: Path) -> Report:
        """What the tool says of the system."""
        columns = "\n".join(f'{name} = "money"' for name in self.names)
        rules = "\n".join(
            f'[[rule]]\nid = "E{number}"\ntolerance = "exact"\ncheck = "{_text(one)}"'
            for number, one in enumerate(self.equations)
        )
        file = folder / "sheet.toml"
        file.write_text(
            f'[ledger]\nname = "sheet"\nkey = ["record"]\n[ledger.columns]\nrecord = "text"\n{columns}\n{rules}\n',
            encoding="utf-8",
        )
        book, problems = load_rulebook([file])
        assert not problems, problems
        text = f"record,{','.join(self.names)}\nr,{','.join(map(str, self.values))}\n"
        return check_texts({"sheet": text}, book, [one for one in book.rules.values() if one.ledger == "sheet"])


def grid(rng: Random, size: int, slips: int) -> System:
    """A table cast and cross-cast, with arbitrary figures in some cells."""
    value = {(row, column): _figure(rng) for row in range(size) for column in range(size)}
    for row in range(size):
        value[row, size] = sum(value[row, column] for column in range(size))
    for column in range(size + 1):
        value[size, column] = sum(value[row, column] for row in range(size))
    across = [{f"a{row}_{column}": 1 for column in range(size)} | {f"a{row}_{size}": -1} for row in range(size + 1)]
    down = [{f"a{row}_{column}": 1 for row in range(size)} | {f"a{size}_{column}": -1} for column in range(size + 1)]
    for place in rng.sample(sorted(value), slips):
        value[place] += _figure(rng, 1)
    return System(tuple(f"a{row}_{column}" for row, column in value), tuple(value.values()), (*across, *down))


def web(rng: Random, free: int, derived: int, slips: int) -> System:
    """Figures worked out from two or three others each, some of them from figures worked out before."""
    names = [f"x{number}" for number in range(free)]
    value = {name: _figure(rng) for name in names}
    equations = []
    for number in range(derived):
        some = rng.sample(sorted(value), min(len(value), rng.randint(2, 3)))
        one = {name: rng.choice([1, 1, -1, 2]) for name in some}
        name = f"y{number}"
        value[name] = sum(times * value[other] for other, times in one.items())
        equations.append({**one, name: -1})
    for name in rng.sample(sorted(value), slips):
        value[name] += _figure(rng, 1)
    return System(tuple(value), tuple(value.values()), tuple(equations))


def _text(one: dict[str, int]) -> str:
    *terms, (result, _) = one.items()
    return f"{result} == 0" + "".join(f" {'+' if times > 0 else '-'} {abs(times)} * {name}" for name, times in terms)


def _solvable(rows: list[list[Fraction]]) -> bool:
    """Whether linear equations, the right side last, have a solution: by elimination."""
    for column in range(len(rows[0]) - 1):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows = [
            [one - row[column] / pivot[column] * other for one, other in zip(row, pivot, strict=True)]
            for row in rows
            if row is not pivot
        ]
    return not any(row[-1] for row in rows)


def system(seed: int) -> System:
    rng = Random(seed)
    if seed % 2:
        return grid(rng, rng.choice([2, 3]), rng.randint(1, 4))
    return web(rng, rng.randint(3, 5), rng.randint(3, 6), rng.randint(1, 4))


def told(report: Report) -> set[frozenset[str]]:
    """The sets that a report comes to: what is certain, with each way to settle the rest."""
    sets: set[frozenset[str]] = {frozenset()}
    for one in report.corrections:
        ways = {_columns(one), *map(_columns, one.alternatives)}
        sets = {before | way for before in sets for way in ways}
    return sets


def _columns(one: Correction | Alternative) -> frozenset[str]:
    return frozenset(change.cell.ref.column for change in one.cells)


def agrees(seed: int, folder: Path) -> bool:
    """Whether the tool tells exactly the smallest sets. Systems without a failure, or with too many answers to list,
    count as agreeing where nothing else is told.
    """
    made = system(seed)
    expected, sets = made.smallest(), told(made.report(folder))
    if not any(made.gaps()):
        return sets == {frozenset()}
    return sets == expected or (len(expected) > MAX_ALTERNATIVES and sets < expected)


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine changes nothing."""
    monkeypatch.setattr("budget_monitor.diagnose.search.SECONDS_OF_A_CLUSTER", 60.0)


@pytest.mark.parametrize("seed", [seed for seed in range(24) if seed != 11])  # that one takes seconds
def test_the_smallest_sets_are_those_of_exact_enumeration(seed: int, tmp_path: Path) -> None:
    assert agrees(seed, tmp_path)


@pytest.mark.slow
def test_the_same_of_five_hundred_systems(tmp_path: Path) -> None:
    assert [seed for seed in range(1000, 1500) if not agrees(seed, tmp_path)] == []
