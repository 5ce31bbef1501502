"""Tries inputs on the readers in this process: `python -m tests.support.fuzzing SECONDS [--led] TARGET…`.

`tests.trust.fuzz` starts it, and tells how it ended. Every input is written down before it is tried, with its target
and what was counted, so that a process that dies leaves behind what it died of. What is written to stderr is of the
input that is tried: whatever stood there before is cut off.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import random
import re
import resource
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType

MAX_SECONDS = 10
"""Of processor time that one input may take."""
MAX_SECONDS_COMPILED = 20
"""The same where no code of Python's is reached that could raise an error: the process is ended."""
MAX_BYTES = 3 * 2**30
MAX_INPUT_BYTES = 4_096
"""Or a little more than the longest input to begin with."""
MAX_SEEDS = 150
MAX_LED_INPUTS = 2_000
"""Of one target in a row, where they are led."""
MAX_INPUTS_IN_A_ROW = 50
MAX_SECONDS_IN_A_ROW = 5
FEW_RULES = ("reserve_movements", "savings", "appropriations")
"""The shipped rule files that are read: to read all takes longer than all else."""
TRYING = "trying"
"""The file of the results in which the input stands that is tried."""
_NOW, _OVER = b">", b"="
_VARYING = re.compile(r"[`'\"].*?[`'\"]|\d+")


@dataclass
class Told:
    """What is known of a target: how many inputs, the longest in seconds, and of each way to fail an input in hex."""

    runs: int = 0
    longest: float = 0.0
    failed: dict[str, str] = field(default_factory=dict)
    died: dict[str, str] = field(default_factory=dict)
    """Ways in which the process that tried it ended, though the program itself has an answer or a message."""


def told(results: Path, name: str) -> Told:
    """What earlier runs wrote down of a target."""
    file = _file(results, name)
    return Told(**json.loads(file.read_text(encoding="utf-8"))) if file.exists() else Told()


def tell(results: Path, name: str, known: Told) -> None:
    """Writes it down."""
    _file(results, name).write_text(json.dumps(asdict(known)), encoding="utf-8")


def _file(results: Path, name: str) -> Path:
    return results / f"{file_name(name)}.json"


def file_name(name: str) -> str:
    """A target's name as that of a file."""
    return re.sub(r"\W+", "-", name)


class Trial:
    """The input that is tried now: in a file, so that it is known whatever becomes of the process."""

    def __init__(self, results: Path) -> None:
        self._file = os.open(results / TRYING, os.O_RDWR | os.O_CREAT | os.O_TRUNC)

    def begins(self, name: str, known: Told, content: bytes) -> None:
        """Writes down an input, and what was counted before it."""
        head = json.dumps([name, known.runs, known.longest]).encode()
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, _NOW + head + b"\n" + content, 0)
        with suppress(OSError):  # where stderr is no file
            os.ftruncate(sys.stderr.fileno(), 0)

    def ends(self) -> None:
        """Writes down that there was an answer."""
        os.pwrite(self._file, _OVER, 0)


@dataclass(frozen=True, slots=True)
class Tried:
    """The input that a process tried last."""

    name: str
    """Of its target."""
    runs: int
    """How many of that target were tried before."""
    longest: float
    """In seconds, of those."""
    content: bytes
    is_over: bool


def last_tried(results: Path) -> Tried | None:
    """What the process tried last, or is trying."""
    file = results / TRYING
    head, _, content = (file.read_bytes() if file.exists() else b"").partition(b"\n")
    if not head:
        return None
    name, runs, longest = json.loads(head[1:])
    return Tried(name, runs, longest, content, head[:1] == _OVER)


class TooLongError(BaseException):
    """An input took longer than it may."""


class Counting:
    """Runs a target, and counts; a failure is kept once for each place in the code."""

    def __init__(self, name: str, results: Path, trial: Trial) -> None:
        from tests.support.fuzz_targets import EXPECTED, TARGETS

        self.name, self._run, self._expected = name, TARGETS[name].run, EXPECTED
        self.first = list(TARGETS[name].seeds)
        self.seeds = list(self.first)
        self.max_length = max(MAX_INPUT_BYTES, max(map(len, self.first)) + 200)
        self._results, self._trial, self.known = results, trial, told(results, name)
        self._seen: set[str] = set()
        self._told_at = time.monotonic()
        signal.signal(signal.SIGVTALRM, self._too_long)

    def _too_long(self, _number: int, _frame: FrameType | None) -> None:
        raise TooLongError

    def __call__(self, content: bytes) -> None:
        """Runs the target on an input."""
        self._trial.begins(self.name, self.known, content)
        begun = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, MAX_SECONDS)
        signal.setitimer(signal.ITIMER_PROF, MAX_SECONDS_COMPILED)
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
            signal.setitimer(signal.ITIMER_PROF, 0)
            self._trial.ends()
        self.known.runs += 1
        self.known.longest = max(self.known.longest, round(time.process_time() - begun, 2))
        if time.monotonic() - self._told_at > 1:
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
        if key not in self.known.failed:
            self.known.failed[key] = content.hex()
            self.tell()

    def tell(self) -> None:
        """Writes down what was done so far."""
        self._told_at = time.monotonic()
        tell(self._results, self.name, self.known)

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
    """Damaged inputs for the targets in turn; that with the fewest so far is next."""
    _begin()
    until, chance, trial = time.monotonic() + seconds, random.Random(time.time_ns()), Trial(results)
    targets = [Counting(name, results, trial) for name in names]
    while time.monotonic() < until:
        target = min(targets, key=lambda one: one.known.runs)
        begun = time.process_time()
        for _ in range(MAX_INPUTS_IN_A_ROW):
            target(target.damaged(chance))
            if time.process_time() - begun > MAX_SECONDS_IN_A_ROW or time.monotonic() > until:
                break
    for target in targets:
        target.tell()


def led(name: str, seconds: float, results: Path) -> None:
    """Inputs for one target that are led by what they reach in the code. It does not come back."""
    import atheris

    with atheris.instrument_imports(include=["budget_monitor"], enable_loader_override=False):
        counting = Counting(name, results, Trial(results))
        _begin()
    counting.known.runs += 1  # one that ends before its first input is not the next again and again
    counting.tell()
    corpus = results / f"corpus-{file_name(name)}"
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(counting.first):
        (corpus / f"seed{number}").write_bytes(seed)
    limits = [
        f"-max_total_time={seconds:.0f}",
        f"-runs={MAX_LED_INPUTS}",
        f"-max_len={counting.max_length}",
        f"-artifact_prefix={corpus}-",
        "-rss_limit_mb=3000",
        "-verbosity=0",
    ]
    atheris.Setup([sys.argv[0], str(corpus), *limits], counting.__call__)
    atheris.Fuzz()


def once(name: str, content: bytes, results: Path, is_here: bool) -> None:
    """One input alone. Raises what is no message for the officer."""
    from tests.support.fuzz_targets import EXPECTED, TARGETS

    _begin(is_here)
    trial = Trial(results)
    trial.begins(name, Told(), content)
    signal.setitimer(signal.ITIMER_PROF, MAX_SECONDS_COMPILED)
    with suppress(*EXPECTED):
        TARGETS[name].run(content)
    trial.ends()


def _begin(is_here: bool = True) -> None:
    """Few rules; and workbooks are read in this process, where more can be tried than processes can be started."""
    from budget_monitor.load.sources.sheets import opening
    from budget_monitor.load.sources.sheets.compiled import panics
    from budget_monitor.rules import rulebook
    from tests.support.fuzz_targets import ROOM

    few = ROOM / "few-rules"
    few.mkdir()
    for name in FEW_RULES:
        shutil.copy(rulebook.shipped_rules() / f"{name}.toml", few)
    rulebook.shipped_rules = lambda: few
    if is_here:
        vars(opening)["can_read_apart"] = lambda: False
        vars(panics)["_silence"] = nullcontext  # so that the last words of compiled code are heard


def main() -> None:
    """Tries inputs for so many seconds, or one input alone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("seconds", type=float)
    parser.add_argument("targets", nargs="+")
    parser.add_argument("--led", action="store_true")
    parser.add_argument("--once", type=Path)
    parser.add_argument("--apart", action="store_true")
    asked = parser.parse_intermixed_args()
    results = Path(os.environ["FUZZ_RESULTS"])
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
    faulthandler.enable()
    if asked.once:
        once(asked.targets[0], asked.once.read_bytes(), results, not asked.apart)
    elif asked.led:
        led(asked.targets[0], asked.seconds, results)
    else:
        in_turn(asked.targets, asked.seconds, results)


if __name__ == "__main__":
    main()
