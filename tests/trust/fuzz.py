"""Throws inputs at the readers for a while: `python -m tests.trust.fuzz SECONDS [--led] [TARGET…]`.

The target that had the fewest inputs so far is next, so that quick readers do not crowd out those that read whole sets.
The counts stand in the folder of the results (`fuzz-results`, or FUZZ_RESULTS), and a later run goes on from them. An
input that brings about a message that was not seen before is damaged further. With `--led` and atheris
(`pip install 'budget-monitor[fuzz]'`) inputs are led by what they reach in the code.

Inputs are tried in another process (tests.support.fuzzing), which this one watches. Where it dies, or comes to no end,
the input is kept as a file, how the process ended is told, and the same input is tried alone: as it was, and as the
program would read it. Only what the program itself has no answer to is a way to fail. Exit code 1 where there was any.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.fuzzing import TRYING, file_name, last_tried, tell, told

TRIES = (sys.executable, "-m", "tests.support.fuzzing")
MAX_WAITING = 300
"""Seconds by the clock that one input may take, on a machine that has other work: longer, and the process is ended."""
SECONDS_BETWEEN_LOOKS = 0.2
IN_MEMORY = Path("/dev/shm")
_OWN_PLACE = re.compile(r'File "[^"]*?(budget_monitor/[^"]+)", line (\d+)')
_ANSWERED = "an answer or a message"


@dataclass(frozen=True, slots=True)
class End:
    """How a process ended: its code, negative for a signal; its largest memory in MB; what it wrote to stderr last."""

    code: int
    megabytes: int
    words: str
    has_waited: bool = False

    @property
    def way(self) -> str:
        """The same for all inputs that it ends at in the same way."""
        how = f"signal {signal.Signals(-self.code).name}" if self.code < 0 else f"exit code {self.code}"
        place = _OWN_PLACE.search(self.words)
        lines = [line.strip() for line in self.words.splitlines() if line.strip()] or ["without a word"]
        said = lines[-1] if self.code == 1 else lines[0]
        waited = f", after {MAX_WAITING} s without an answer" if self.has_waited else ""
        where = f" at {place[1]}:{place[2]}" if place else ""
        return f"{how}{waited}{where}: {re.sub('[0-9]+', 'N', said)[:100]}"


class Watch:
    """Starts processes that try inputs, one at a time, and keeps what they leave behind."""

    def __init__(self, results: Path, room: Path, command: Sequence[str] = TRIES) -> None:
        self._results, self._room, self._command = results, room, command

    def tries(self, seconds: float, names: Sequence[str], *options: str) -> None:
        """Lets a process try inputs, and keeps the one that it ends at. Raises RuntimeError where it tried none."""
        (self._results / TRYING).unlink(missing_ok=True)
        end, last = self._ended(seconds, *names, *options), last_tried(self._results)
        if last is None:
            raise RuntimeError(f"the process tried nothing ({end.way})\n{end.words}")
        if end.code == 0 and last.is_over:
            return
        known = told(self._results, last.name)
        known.runs, known.longest = last.runs + 1, last.longest
        if end.way not in {**known.died, **known.failed}:
            file = self._results / f"died-{file_name(last.name)}-{len(known.died) + len(known.failed)}"
            file.write_bytes(last.content)
            here, program = self._alone(last.name, file), self._alone(last.name, file, "--apart")
            (known.died if program == _ANSWERED else known.failed)[end.way] = last.content.hex()
            print(
                f"{last.name}: {'after' if last.is_over else 'at'} input {last.runs + 1:,}, {file}: {end.way};"
                f" the process had {end.megabytes:,} MB. Alone: {here}. As the program reads it: {program}",
                flush=True,
            )
        tell(self._results, last.name, known)

    def _alone(self, name: str, file: Path, *options: str) -> str:
        end = self._ended(0, name, "--once", str(file), *options)
        last = last_tried(self._results)
        is_answered = end.code == 0 and last is not None and last.is_over
        return _ANSWERED if is_answered else f"{end.way}, {end.megabytes:,} MB"

    def _ended(self, seconds: float, *arguments: str) -> End:
        words, begun = self._room / "stderr", time.time()
        words.unlink(missing_ok=True)
        with words.open("ab", buffering=0) as errors:  # at its end, wherever that is: it is cut off at each input
            process = subprocess.Popen(
                [*self._command, str(seconds), *arguments],
                env={**os.environ, "FUZZ_RESULTS": str(self._results), "TMPDIR": str(self._room)},
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
        has_waited = False
        try:
            while (waited := os.wait4(process.pid, os.WNOHANG))[0] == 0:
                time.sleep(SECONDS_BETWEEN_LOOKS)
                has_waited = has_waited or time.time() - self._last_sign(begun) > MAX_WAITING
                if has_waited:
                    os.kill(process.pid, signal.SIGKILL)
        except BaseException:
            process.kill()
            process.wait()
            raise
        process.returncode = os.waitstatus_to_exitcode(waited[1])
        said = words.read_bytes().decode("utf-8", "replace")
        return End(process.returncode, waited[2].ru_maxrss // 1024, said, has_waited)

    def _last_sign(self, begun: float) -> float:
        """When the process took up its last input, or was started."""
        trying = self._results / TRYING
        return max(begun, trying.stat().st_mtime) if trying.exists() else begun


def main() -> int:
    """Runs the targets in turn, all or those that are named, and tells how often and what failed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("seconds", type=float)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--led", action="store_true")
    asked = parser.parse_intermixed_args()
    results = Path(os.environ.get("FUZZ_RESULTS") or "fuzz-results").resolve()
    results.mkdir(parents=True, exist_ok=True)
    chosen = asked.targets or _all_targets()
    until = time.monotonic() + asked.seconds
    with TemporaryDirectory(prefix="fuzz-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as room:
        watch = Watch(results, Path(room))
        while (left := until - time.monotonic()) > 0:
            if asked.led:
                watch.tries(left, [min(chosen, key=lambda name: told(results, name).runs)], "--led")
            else:
                watch.tries(left, chosen)
    all_known = {name: told(results, name) for name in chosen}
    for name, known in all_known.items():
        print(f"{name}: {known.runs:,} inputs, the longest {known.longest} s", *known.failed, sep="\n  ")
        print(*(f"  (in the process of the fuzzer only) {way}\n" for way in known.died), sep="", end="")
    ways = sum(len(known.failed) for known in all_known.values())
    print(f"{sum(known.runs for known in all_known.values()):,} inputs, {ways} ways to fail")
    return 1 if ways else 0


def _all_targets() -> Sequence[str]:
    from tests.support.fuzz_targets import TARGETS

    return list(TARGETS)


if __name__ == "__main__":
    sys.exit(main())
