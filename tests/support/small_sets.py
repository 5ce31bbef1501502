"""Small ledger sets, and the command as another program starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HEADER = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"
GOOD = "2021/22,Q4,Libraries,Flexibility,Museums,130,0,130\n"
BAD = "2021/22,Q4,Libraries,Flexibility,Archives,130,0,131\n"
COMMAND = f"{sys.executable} -m budget_monitor"


def put(folder: Path, rows: str = GOOD, **files: str | bytes) -> Path:
    """A set of reserve movements, with other files whose names have `__` for a point."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "reserve_movements.csv").write_text(HEADER + rows, encoding="utf-8")
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def shell(line: str, folder: Path, *, seconds: float = 60) -> subprocess.CompletedProcess[str]:
    """What a line of bash comes to, in which BM is the command."""
    environment = {**os.environ, "BM": COMMAND, "PYTHONUTF8": "1"}
    return subprocess.run(
        ["bash", "-c", line.replace("BM", "$BM")],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=seconds,
    )  # fmt: skip
