"""Paired runs: all commands of a comparison in turn, and again, so that what else the machine does hits all alike."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from benchmarks.contestants import reason
from benchmarks.measure import Command, Limits, Measured, measure


@dataclass(frozen=True)
class Plan:
    """How often and how long: rounds, the limits of one run, and the seconds above which a command is run only once."""

    rounds: int
    limits: Limits
    once_above: float


@dataclass(frozen=True)
class Runs:
    """All runs of one command. Times in seconds, memory in MB."""

    done: tuple[Measured, ...]
    failure: str = ""

    @property
    def seconds(self) -> float:
        """The median of the wall times."""
        return statistics.median(run.seconds for run in self.done)

    @property
    def processor(self) -> float:
        """The median of the processor times."""
        return statistics.median(run.processor for run in self.done)

    @property
    def peak(self) -> float:
        """The median of the peaks."""
        return statistics.median(run.peak for run in self.done)


def in_turn(commands: Mapping[str, Command], plan: Plan, allowed: Collection[int] = (0,)) -> dict[str, Runs]:
    """Runs every command once, then all again, and so on. Another exit code, or a limit, ends a command's runs."""
    done: dict[str, list[Measured]] = {name: [] for name in commands}
    failures: dict[str, str] = {}
    for number in range(plan.rounds):
        for name, command in commands.items():
            if name in failures or (done[name] and done[name][0].seconds > plan.once_above):
                continue
            ran = measure(command, plan.limits)
            times = f"{ran.seconds:8.2f} s, processor {ran.processor:8.2f} s"
            print(f"round {number + 1}: {times}, {ran.peak:8.0f} MB  {name}", file=sys.stderr, flush=True)
            if ran.stopped or ran.exit_code not in allowed:
                failures[name] = reason(ran)
            else:
                done[name].append(ran)
    return {name: Runs(tuple(done[name]), failures.get(name, "")) for name in commands}
