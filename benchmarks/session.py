"""What all parts of one session share: the interpreters, the sets, the plan, and the engines that run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from benchmarks import machine
from benchmarks.contestants import (
    CONTENDERS,
    CONTENDERS_PACKAGES,
    OWN_PACKAGES,
    Contender,
    NotRunningError,
    prove_contender,
    prove_engine,
)
from benchmarks.rounds import Plan
from benchmarks.sets import GeneratedSet, GeneratedSets

SMALL = 10_000
WRONG = 3


@dataclass
class Session:
    """One run of the command. `notes` collects why something was not measured, for the part at hand."""

    python: str
    contenders_python: str
    sets: GeneratedSets
    plan: Plan
    wanted_engines: Sequence[str]
    notes: list[str] = field(default_factory=list)

    @cached_property
    def small_wrong(self) -> GeneratedSet:
        """A small set with a few wrong rows, for proving that they are found."""
        return self.sets.make("reserve_movements", SMALL, WRONG)

    @cached_property
    def proved_engines(self) -> dict[str, str]:
        """Each wanted engine with why it does not run; empty where it does, and finds the wrong rows."""
        return {engine: self._engine_fault(engine) for engine in self.wanted_engines}

    @cached_property
    def proved_contenders(self) -> dict[Contender, str]:
        """Each contender with why it does not run; empty where it does, and counts the wrong rows right."""
        return {contender: self._contender_fault(contender) for contender in CONTENDERS}

    def engines(self) -> list[str]:
        """The engines that run. Those that do not are noted."""
        self._note(self.proved_engines)
        return [engine for engine, fault in self.proved_engines.items() if not fault]

    def contenders(self) -> list[Contender]:
        """The contenders that run. Those that do not are noted."""
        self._note({contender.title: fault for contender, fault in self.proved_contenders.items()})
        return [contender for contender, fault in self.proved_contenders.items() if not fault]

    def measured_with(self, *, contenders: bool = False) -> str:
        """A paragraph that names the machine and the versions."""
        own = machine.versions(self.python, OWN_PACKAGES)
        java = machine.java() if "pyspark" in own else None
        if java:
            own["Java"] = java
        lines = [
            f"Machine: {machine.machine()}.",
            f"budget-monitor with {_listed(own)}.",
        ]
        if contenders:
            lines.append(f"The others with {_listed(machine.versions(self.contenders_python, CONTENDERS_PACKAGES))}.")
        return "\n".join(lines)

    def taken_notes(self) -> str:
        """The notes since they were last taken, as a list."""
        text = "".join(f"- {note}\n" for note in dict.fromkeys(self.notes))
        self.notes.clear()
        return text and f"Not measured:\n\n{text}"

    def _note(self, faults: dict[str, str]) -> None:
        self.notes.extend(f"{name}: {fault}" for name, fault in faults.items() if fault)

    def _engine_fault(self, engine: str) -> str:
        try:
            prove_engine(engine, self.python, self.small_wrong, self.plan.limits)
        except NotRunningError as fault:
            return str(fault)
        return ""

    def _contender_fault(self, contender: Contender) -> str:
        try:
            prove_contender(contender, self.contenders_python, self.small_wrong, self.plan.limits)
        except NotRunningError as fault:
            return str(fault)
        return ""


def _listed(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())
