"""Throws inputs at the readers for a while: `python -m tests.trust.fuzz SECONDS [--led] [TARGET…]`.

The target that had the fewest inputs so far is next, so that quick readers do not crowd out those that read whole sets.
The counts stand in the folder of the results (`fuzz-results`, or FUZZ_RESULTS), and a later run goes on from them. An
input that brings about a message that was not seen before is damaged further. With `--led` and atheris
(`pip install 'budget-monitor[fuzz]'`) inputs are led by what they reach in the code, in processes of each target's own.
Every way to fail is written down with its input. Exit code 1 where there was any.
"""

from __future__ import annotations

import argparse
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
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

MAX_SECONDS = 10
"""Of processor time that one input may take."""
MAX_INPUT_BYTES = 4_096
"""Or a little more than the longest input to begin with."""
MAX_BYTES = 3 * 2**30
MAX_SEEDS = 150
MAX_LED_INPUTS = 2_000
"""Of one target in a row, where they are led."""
MAX_INPUTS_IN_A_ROW = 50
MAX_SECONDS_IN_A_ROW = 5
FEW_RULES = ("reserve_movements", "savings", "appropriations")
"""The shipped rule files that are read: to read all takes longer than all else."""
_VARYING = re.compile(r"[`'\"].*?[`'\"]|\d+")


class TooLongError(BaseException):
    """An input took longer than it may."""


class Counting:
    """Runs a target, and counts; a failure is kept once for each place in the code."""

    def __init__(self, name: str, results: Path) -> None:
        from tests.support.fuzz_targets import EXPECTED, TARGETS

        self.name, self._run, self._expected = name, TARGETS[name].run, EXPECTED
        self.first = list(TARGETS[name].seeds)
        self.seeds = list(self.first)
        self.max_length = max(MAX_INPUT_BYTES, max(map(len, self.first)) + 200)
        self._file = results / f"{_file_name(name)}.json"
        self.runs, self.longest, self.failed = _told(self._file)
        self._seen: set[str] = set()
        self._told = time.monotonic()
        signal.signal(signal.SIGVTALRM, self._too_long)

    def _too_long(self, _number: int, _frame: FrameType | None) -> None:
        raise TooLongError

    def __call__(self, content: bytes) -> None:
        """Runs the target on an input."""
        begun = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, MAX_SECONDS)
        try:
            self._keep(content, self._run(content))
        except self._expected as error:
            self._keep(content, error)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # what compiled readers raise is none that could be imported
            self._note(error, content)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        self.runs += 1
        self.longest = max(self.longest, time.process_time() - begun)
        if time.monotonic() - self._told > 1:
            self.tell()

    def _keep(self, content: bytes, answer: object) -> None:
        """Keeps an input that brought about messages that none did before."""
        problems = getattr(answer, "input_problems", None) or getattr(answer, "problems", None) or [answer]
        texts = {str(getattr(one, "message", one if isinstance(one, Exception) else "")) for one in list(problems)[:20]}
        sign = "|".join(sorted(_VARYING.sub("", text)[:80] for text in texts))
        if sign not in self._seen and len(content) < self.max_length and len(self.seeds) < MAX_SEEDS:
            self._seen.add(sign)
            self.seeds.append(content)

    def _note(self, error: BaseException, content: bytes) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{frames[-1].filename.rpartition('budget_monitor/')[2]}:{frames[-1].lineno}"
        is_slow = isinstance(error, TooLongError)
        key = "too long" if is_slow else f"{type(error).__name__} at {place}: {str(error)[:100]}"
        if key not in self.failed:
            self.failed[key] = content.hex()
            self.tell()

    def tell(self) -> None:
        """Writes down what was done so far."""
        self._told = time.monotonic()
        told = {"runs": self.runs, "longest": round(self.longest, 2), "failed": self.failed}
        self._file.write_text(json.dumps(told), encoding="utf-8")

    def damaged(self, chance: random.Random) -> bytes:
        """One of the inputs kept, damaged: pieces put in or lost, bits turned, lines moved, spliced with another."""
        content = chance.choice(self.seeds if chance.random() < 0.6 else self.first)
        if chance.random() < 0.1:
            other = chance.choice(self.seeds)
            content = content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other) + 1) :]
        if content and chance.random() < 0.15:
            turned = bytearray(content)
            for _ in range(chance.randrange(1, 9)):
                turned[chance.randrange(len(turned))] ^= 1 << chance.randrange(8)
            content = bytes(turned)
        if chance.random() < 0.2:
            lines = content.splitlines(keepends=True) or [b""]
            lines.insert(chance.randrange(len(lines)), lines[chance.randrange(len(lines))])
            if chance.random() < 0.7:
                del lines[chance.randrange(len(lines))]
            content = b"".join(lines)
        return self._with_pieces(content, chance)

    def _with_pieces(self, content: bytes, chance: random.Random) -> bytes:
        from tests.support.mutations import PIECES

        for _ in range(chance.choice((1, 1, 2, 3, 5))):
            start = chance.randrange(len(content) + 1)
            end = min(len(content), start + chance.choice((0, 0, 1, 2, 5, 40)))
            piece = chance.choice((*PIECES, b"", content[start:end] * 2, bytes((chance.randrange(256),))))
            content = content[:start] + piece + content[end:]
        return content[: self.max_length]


def in_turn(names: Sequence[str], seconds: float, results: Path) -> None:
    """Damaged inputs for the targets in turn, in this process."""
    until, chance = time.monotonic() + seconds, random.Random(time.time_ns())
    targets = [Counting(name, results) for name in names]
    while time.monotonic() < until:
        target = min(targets, key=lambda one: one.runs)
        begun = time.process_time()
        for _ in range(MAX_INPUTS_IN_A_ROW):
            target(target.damaged(chance))
            if time.process_time() - begun > MAX_SECONDS_IN_A_ROW:
                break
    for target in targets:
        target.tell()


def led_in_turn(names: Sequence[str], seconds: float, results: Path) -> None:
    """Inputs that are led by what they reach, for the targets in turn, each time in another process."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        name = min(names, key=lambda one: _told(results / f"{_file_name(one)}.json")[0])
        command = [sys.executable, "-m", "tests.trust.fuzz", str(left), "--one", name]
        subprocess.run(command, check=False, timeout=left + 60, capture_output=True)


def led(name: str, seconds: float, results: Path) -> None:
    """Runs one target in this process, led; it does not come back."""
    import atheris

    with atheris.instrument_imports(include=["budget_monitor"], enable_loader_override=False):
        counting = Counting(name, results)
        _with_few_rules()
    counting.runs += 1  # one that ends before its first input is not the next again and again
    counting.tell()
    corpus = results / f"corpus-{_file_name(name)}"
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(counting.first):
        (corpus / f"seed{number}").write_bytes(seed)
    limits = [
        f"-max_total_time={seconds:.0f}",
        f"-runs={MAX_LED_INPUTS}",
        f"-max_len={counting.max_length}",
        "-rss_limit_mb=3000",
        "-verbosity=0",
    ]
    run: Callable[[bytes], None] = counting
    atheris.Setup([sys.argv[0], str(corpus), *limits], run)
    atheris.Fuzz()


def _with_few_rules() -> None:
    from budget_monitor.rules import rulebook
    from tests.support.fuzz_targets import ROOM

    few = ROOM / "few-rules"
    few.mkdir()
    for name in FEW_RULES:
        shutil.copy(rulebook.shipped_rules() / f"{name}.toml", few)
    rulebook.shipped_rules = lambda: few


def _file_name(name: str) -> str:
    return re.sub(r"\W+", "-", name)


def _told(file: Path) -> tuple[int, float, dict[str, str]]:
    if not file.exists():
        return 0, 0.0, {}
    told = json.loads(file.read_text(encoding="utf-8"))
    return int(told["runs"]), float(told["longest"]), dict(told["failed"])


def main() -> int:
    """Runs the targets in turn, all or those that are named, and tells how often and what failed."""
    import resource

    parser = argparse.ArgumentParser()
    parser.add_argument("seconds", type=float)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--led", action="store_true")
    parser.add_argument("--one")
    asked = parser.parse_intermixed_args()
    results = Path(os.environ.get("FUZZ_RESULTS") or "fuzz-results").resolve()
    results.mkdir(parents=True, exist_ok=True)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
    if asked.one:
        led(asked.one, asked.seconds, results)
    from tests.support.fuzz_targets import ROOM, TARGETS

    chosen = asked.targets or list(TARGETS)
    _with_few_rules()
    (led_in_turn if asked.led else in_turn)(chosen, asked.seconds, results)
    shutil.rmtree(ROOM, ignore_errors=True)
    told = {name: _told(results / f"{_file_name(name)}.json") for name in chosen}
    for name, (runs, longest, failed) in told.items():
        print(f"{name}: {runs:,} inputs, the longest {longest} s", *failed, sep="\n  ")
    ways = sum(len(failed) for _, _, failed in told.values())
    print(f"{sum(runs for runs, _, _ in told.values()):,} inputs, {ways} ways to fail")
    return 1 if ways else 0


if __name__ == "__main__":
    sys.exit(main())
