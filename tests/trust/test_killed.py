"""Claims about processes that are killed while they write: nothing recorded is lost, and nothing is half written."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from sets import BAD, GOOD, put

LINES = 40
WARM = """
import os, signal, sys
from budget_monitor.cli import main
import budget_monitor.pipeline.run.one_set, budget_monitor.history.record
import budget_monitor.evaluate.evaluation, budget_monitor.diagnose.diagnosis, budget_monitor.render.formats.json
for line in sys.stdin:  # a command with its arguments, in a process of its own that is killed from outside
    child = os.fork()
    if not child:
        nowhere = os.open(os.devnull, os.O_RDWR)
        said = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for stream, opened in enumerate((nowhere, nowhere, said)):
            os.dup2(opened, stream)
        try:
            main(line.rstrip("\\n").split("\\x1f"))
        except SystemExit as ended:
            os._exit(ended.code or 0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Killed:
    """Starts commands in children of one warm process, and kills each after a while; `None` lets it end."""

    def __init__(self, said: Path) -> None:
        self.said = said
        self._warm = subprocess.Popen(
            [sys.executable, "-c", WARM, str(said)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def run(self, *arguments: object, after: float | None) -> int:
        """The exit code, negative where it was killed."""
        assert self._warm.stdin is not None
        assert self._warm.stdout is not None
        self._warm.stdin.write("\x1f".join(map(str, arguments)) + "\n")
        child = int(self._warm.stdout.readline())
        if after is not None:
            time.sleep(after)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return int(self._warm.stdout.readline())

    def close(self) -> None:
        """Ends the warm process."""
        self._warm.communicate(timeout=10)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.parametrize("kills", [9, pytest.param(500, marks=pytest.mark.slow)])
def test_nothing_recorded_is_lost_and_nothing_is_half_written(tmp_path: Path, kills: int) -> None:
    rows = "".join(BAD.replace("Archives", f"M{number}") for number in range(LINES))
    folder = put(tmp_path / "set", GOOD + rows)
    report, chance, killed = tmp_path / "report.json", random.Random(kills), Killed(tmp_path / "said.txt")
    try:
        begun = time.monotonic()
        assert killed.run("check", folder, "--record", after=None) == 1
        usual = time.monotonic() - begun
        recorded, accepted, ended = 1, 0, 0
        for number in range(kills):
            after = chance.uniform(0, 1.2 * usual)
            kind = ("record", "accept", "output")[number % 3]
            if kind == "record":
                code = killed.run("check", folder, "--record", after=after)
                assert code in (0, 1, -9), killed.said.read_text(encoding="utf-8")
                recorded += code >= 0
            elif kind == "accept":
                code = killed.run(
                    "accept", str(1 + accepted % LINES), folder, "--reason", f"r{number}", "--by", "b", after=after
                )
                assert code in (0, 2, -9)
                accepted += code == 0
            else:
                code = killed.run("check", folder, "--format", "json", "--output", report, after=after)
                assert code in (0, 1, -9), killed.said.read_text(encoding="utf-8")
            ended += code >= 0
            _sound(folder, report, recorded, accepted)
        assert killed.run("check", folder, "--record", after=None) in (0, 1)
        assert killed.run("history", folder, after=None) == 0
        assert kills < 100 or ended < kills
    finally:
        killed.close()


def _sound(folder: Path, report: Path, recorded: int, accepted: int) -> None:
    """What ended well is there; what was killed is there whole, or not at all."""
    entries = folder / "accepted.toml"
    if entries.exists():
        assert len(tomllib.loads(entries.read_text(encoding="utf-8")).get("accepted", [])) >= accepted
    else:
        assert not accepted
    if report.exists():
        assert json.loads(report.read_text(encoding="utf-8"))["schema_version"] == 2
    from budget_monitor.pipeline.history import recorded_runs

    assert len(recorded_runs(folder)) >= recorded
