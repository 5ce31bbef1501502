"""Where in the project things stand that tests look at."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SCHEMAS = DOCS / "schemas"
SLIPS = ROOT / "benchmarks" / "slips"
STOCKPORT = ROOT / "ledgers" / "stockport"
"""The ledgers that ship with the project."""
REPORTS = ROOT / "tests" / "transcription" / "reports"
"""The reports that they are transcribed from, as text."""
