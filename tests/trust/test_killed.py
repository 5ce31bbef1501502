"""Claims about processes that are killed while they write: nothing recorded is lost, and nothing is half written."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from budget_monitor.load.folder import sources_in
from budget_monitor.whole_file import NOT_WHOLE
from tests.support.every_job import make
from tests.support.killing import Killed, can_trace

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


@dataclass(frozen=True)
class Job:
    """A command that writes, and the files that it writes: each is as before, or as after a run to its end."""

    name: str
    arguments: str
    written: tuple[str, ...]
    codes: tuple[int, ...] = (0, 1)


JOBS = [
    Job("record", "check set --record", ()),
    Job("accept", "accept RM01-4c483109 set --reason r --by b", ("set/accepted.toml",)),
    Job("output", "check set --output report.json --output report.html", ("report.json", "report.html")),
    Job("workbook", "check set --output report.xlsx", ("report.xlsx",)),
    Job("draft", "draft savings.md --to new", ("new/savings.csv", "new/DRAFT.md")),
    Job("draft into a folder", "draft savings.md --to empty", ("empty/savings.csv", "empty/DRAFT.md")),
    Job("init", "init --portfolio Parks --year 2026/27 made", ("made/cash_limits.csv",)),
    Job("map", "map list.csv --ledger savings --output list.source.toml", ("list.source.toml",)),
    Job("rules", "check table.csv --write-rules", ("rules/table_rows.toml", "table.source.toml")),
    Job("carry", "reconcile bank.csv book.csv --carry-forward open.csv", ("open.csv",)),
    Job("accept an item", "reconcile bank.csv book.csv --accept 1 --reason r --by b", ("reconcile-accepted.toml",)),
    Job("clear", "scrutinise report.md --ticks ticks.json --clear 1 --reason r --by b", ("ticks.json",)),
]


def state(folder: Path, job: Job) -> dict[str, bytes | None]:
    """What the files that a job writes hold."""
    return {name: (folder / name).read_bytes() if (folder / name).exists() else None for name in job.written}


def runs(folder: Path) -> int:
    from budget_monitor.pipeline.history import recorded_runs

    return len(recorded_runs(folder / "set"))


class Trial:
    """One job, from the same beginning each time."""

    def __init__(self, job: Job, killed: Killed, home: Path) -> None:
        self.job, self.killed = job, killed
        self.words = job.arguments.split()
        self.begin, self.folder = home / "begin", home / "at work"
        if not self.begin.exists():
            make(self.begin)
            assert killed.run(self.begin, ["check", "set", "--record"]) == 1, killed.said
            assert killed.run(self.begin, ["accept", "2", "set", "--reason", "first", "--by", "b"]) == 0, killed.said
        self.fresh()
        self.before = state(self.folder, job)
        begun = time.monotonic()
        code = killed.run(self.folder, self.words)
        self.usual = time.monotonic() - begun
        assert code in job.codes, (job.name, code, killed.said)
        self.after = state(self.folder, job)
        assert (self.after != self.before) or not job.written, job.name

    def fresh(self) -> None:
        """Everything as it was in the beginning."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.begin, self.folder)

    def sound(self, code: int) -> None:
        """Each file is as before or as after, and the same command does its job after that."""
        job, ended = self.job, code >= 0
        assert code in (*job.codes, -signal.SIGKILL), (job.name, code, self.killed.said)
        now = state(self.folder, job)
        if job.name.startswith("draft into"):
            self._folder_is_whole_or_said(now)
        else:
            for name, content in now.items():
                assert content == self.after[name] or (content == self.before[name] and not ended), (job.name, name)
        assert runs(self.folder) in ((2,) if ended else (1, 2)) if job.name == "record" else runs(self.folder) == 1
        if now == self.before and not job.name.startswith("draft into"):
            assert self.killed.run(self.folder, self.words) in job.codes, (job.name, self.killed.said)
            assert state(self.folder, job) == self.after, job.name

    def _folder_is_whole_or_said(self, now: dict[str, bytes | None]) -> None:
        if now not in (self.before, self.after):
            with sources_in(self.folder / "empty") as sources:
                assert any(problem.message == NOT_WHOLE for _, problem in sources.broken)


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[Killed]:
    made = Killed(tmp_path / "said.txt")
    yield made
    made.close()


@pytest.mark.parametrize("kills", [1, pytest.param(len(JOBS) * 50, marks=pytest.mark.slow)])
def test_nothing_is_lost_or_half_written_by_a_kill_at_any_moment(tmp_path: Path, killed: Killed, kills: int) -> None:
    chance, ended = random.Random(kills), 0
    jobs = JOBS[1:2] if kills < len(JOBS) else JOBS
    for job in jobs:
        trial = Trial(job, killed, tmp_path)
        for _ in range(-(-kills // len(jobs))):
            trial.fresh()
            code = killed.run(trial.folder, trial.words, after=chance.uniform(0, 1.2 * trial.usual))
            ended += code >= 0
            trial.sound(code)
    assert kills < 100 or ended < kills


@pytest.mark.skipif(not can_trace(), reason="strace is not here, or may not stop a process")
@pytest.mark.parametrize("most", [1, pytest.param(60, marks=pytest.mark.slow)])
def test_nothing_is_lost_or_half_written_by_a_kill_at_each_system_call_that_writes(
    tmp_path: Path, killed: Killed, most: int
) -> None:
    """Of each call at most so many times, evenly among all."""
    count = 0
    for job in JOBS[:1] if most == 1 else JOBS:
        trial = Trial(job, killed, tmp_path)
        trial.fresh()
        for call, times in killed.calls(trial.folder, trial.words).items():
            if most == 1 and call != "fdatasync":
                continue
            step = max(1, times // most)
            for which in range(step, times + 1, step):
                trial.fresh()
                trial.sound(killed.run_to(trial.folder, trial.words, call, which))
                count += 1
    print(f"{count} kills at system calls")
    assert count >= (1 if most == 1 else 100)
