"""The generated ledger sets of one session: each is written once, when it is first asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class GeneratedSet:
    """A ledger set on disk: the kind it was generated as (the ledger that has the rows, and after a dash how), and the
    lines that are wrong.
    """

    ledger: str
    rows: int
    folder: Path
    wrong: tuple[int, ...]

    @property
    def file(self) -> Path:
        """The file of the ledger that has the rows."""
        return self.folder / f"{self.ledger.partition('-')[0]}.csv"

    @property
    def size(self) -> float:
        """The size of that file, in MB (of 1,048,576 bytes, as memory is counted)."""
        return self.file.stat().st_size / 2**20


class GeneratedSets:
    """Sets below a folder. Those that an earlier session left there are used again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, ledger: str, rows: int, wrong: int = 0) -> GeneratedSet:
        """The set of a ledger with so many rows, so many of them wrong."""
        folder = self.folder / f"{ledger}-{rows}-{wrong}"
        lines = folder.with_suffix(".json")
        if not lines.is_file():
            command = [sys.executable, "-m", "benchmarks.generate", ledger, str(folder)]
            command += ["--rows", str(rows), "--wrong", str(wrong)]
            ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            lines.write_text(ran.stdout, encoding="utf-8")
        return GeneratedSet(ledger, rows, folder, tuple(json.loads(lines.read_text(encoding="utf-8"))))
