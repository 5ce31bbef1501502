"""Throws inputs at the readers for a while: `python -m tests.trust.fuzz SECONDS [TARGET…]`.

With atheris installed (`pip install 'budget-monitor[fuzz]'`) the inputs are led by what they reach in the code, each
target in a process of its own; without, they are damaged copies of the seeds. Every failure is written down with its
input. Exit code 1 where there was any.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType

MAX_SECONDS = 10
"""Of processor time that one input may take."""
MAX_INPUT_BYTES = 4_096
"""Or a little more than the longest input to begin with."""
MAX_BYTES = 3 * 2**30


class TooLongError(BaseException):
    """An input took longer than it may."""


class Counting:
    """Runs a target, and counts; a failure is kept once for each place in the code."""

    def __init__(self, name: str, results: Path) -> None:
        from tests.support.fuzz_targets import EXPECTED, TARGETS

        self.target, self._expected = TARGETS[name], EXPECTED
        self._file = results / f"{_file_name(name)}.json"
        self._failed: dict[str, str] = {}
        self.runs = 0
        self.longest = 0.0
        self._told = time.monotonic()
        signal.signal(signal.SIGVTALRM, self._too_long)

    def _too_long(self, _number: int, _frame: FrameType | None) -> None:
        raise TooLongError

    def __call__(self, content: bytes) -> None:
        """Runs the target on an input."""
        begun = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, MAX_SECONDS)
        try:
            self.target.run(content)
        except self._expected:
            pass
        except (Exception, TooLongError) as error:
            self._note(error, content)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        self.runs += 1
        self.longest = max(self.longest, time.process_time() - begun)
        if time.monotonic() - self._told > 1:
            self.tell()

    def _note(self, error: BaseException, content: bytes) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{frames[-1].filename.rpartition('budget_monitor/')[2]}:{frames[-1].lineno}"
        is_slow = isinstance(error, TooLongError)
        key = "too long" if is_slow else f"{type(error).__name__} at {place}: {str(error)[:100]}"
        if key not in self._failed:
            self._failed[key] = content.hex()
            self.tell()

    def tell(self) -> None:
        """Writes down what was done so far."""
        self._told = time.monotonic()
        told = {"runs": self.runs, "longest": round(self.longest, 2), "failed": self._failed}
        self._file.write_text(json.dumps(told), encoding="utf-8")


def longest_of(seeds: list[bytes]) -> int:
    """The most bytes that an input has."""
    return max(MAX_INPUT_BYTES, max(map(len, seeds)) + 200)


def damaged(seeds: list[bytes], chance: random.Random) -> bytes:
    """A seed with some damages, where no coverage leads the way."""
    from tests.support.mutations import PIECES

    content = chance.choice(seeds)
    for _ in range(chance.choice((1, 1, 2, 3, 5))):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.choice((0, 0, 1, 2, 5, 40)))
        piece = chance.choice((*PIECES, b"", content[start:end] * 2, bytes((chance.randrange(256),))))
        content = content[:start] + piece + content[end:]
    return content[: longest_of(seeds)]


def one_target(name: str, seconds: float, results: Path) -> None:
    """Runs one target in this process; it does not come back where atheris is there."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
    try:
        import atheris
    except ImportError:
        counting, chance, until = Counting(name, results), random.Random(0), time.monotonic() + seconds
        seeds = list(counting.target.seeds)
        while time.monotonic() < until:
            counting(damaged(seeds, chance))
        counting.tell()
        return
    with atheris.instrument_imports(include=["budget_monitor"], enable_loader_override=False):
        counting = Counting(name, results)
    corpus = results / f"corpus-{_file_name(name)}"
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(counting.target.seeds):
        (corpus / f"seed{number}").write_bytes(seed)
    limits = [
        f"-max_total_time={seconds:.0f}",
        f"-max_len={longest_of(list(counting.target.seeds))}",
        "-rss_limit_mb=3000",
        "-verbosity=0",
    ]
    arguments = [sys.argv[0], str(corpus), *limits]
    run: Callable[[bytes], None] = counting
    atheris.Setup(arguments, run)
    atheris.Fuzz()


def _file_name(name: str) -> str:
    return re.sub(r"\W+", "-", name)


def _told(file: Path) -> tuple[int, float, list[str]]:
    told = json.loads(file.read_text(encoding="utf-8"))
    return int(told["runs"]), float(told["longest"]), list(told["failed"])


def main() -> int:
    """Runs all targets one after the other, or the one that is named inside."""
    results = Path(os.environ.get("FUZZ_RESULTS") or "fuzz-results").resolve()
    results.mkdir(parents=True, exist_ok=True)
    seconds, names = float(sys.argv[1]), sys.argv[2:]
    if len(names) == 1:
        one_target(names[0], seconds, results)
        return 0
    from tests.support.fuzz_targets import ROOM, TARGETS

    shutil.rmtree(ROOM)
    chosen = names or list(TARGETS)
    for name in chosen:
        command = [sys.executable, "-m", "tests.trust.fuzz", str(seconds / len(chosen)), name]
        subprocess.run(command, check=False, timeout=seconds + 60, capture_output=True)
    failed, runs = 0, 0
    for name in chosen:
        file = results / f"{_file_name(name)}.json"
        done, longest, ways = _told(file) if file.exists() else (0, 0.0, ["it left no result"])
        runs += done
        failed += len(ways)
        print(f"{name}: {done:,} inputs, the longest {longest} s", *ways, sep="\n  ")
    print(f"{runs:,} inputs, {failed} ways to fail")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
