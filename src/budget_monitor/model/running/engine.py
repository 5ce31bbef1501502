"""What an engine is told, whichever it is."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

DEFAULT_ENGINE = "arrow"
LOCAL = "local"
"""How the address of a Spark session on this machine begins."""

FROM_DISK_INSTEAD = "; --engine duckdb works from disk"
"""The end of a message that no memory is left, where an engine is at work that holds whole ledgers."""


class EngineOptions(Struct, frozen=True):
    """How a run is computed: the engine's name, and what the settings say for it.

    `memory` is how much DuckDB may hold before it goes to disk ("1GB"). `spark` is where Spark runs: `local[*]`, a
    master's URL, or the address of a Spark Connect server (`sc://…`). `scratch` is a folder for what does not fit into
    memory; a cluster must see it too. None is the system's own.
    """

    name: str = DEFAULT_ENGINE
    memory: str = "1GB"
    spark: str = "local[*]"
    scratch: Path | None = None
    short: int = 50_000
    """Checks of ledgers that all have at most so many rows are made in memory, without asking a lazy engine."""
