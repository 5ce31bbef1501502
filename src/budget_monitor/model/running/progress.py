"""How far a long job has come, told to whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Watch: TypeAlias = Callable[[str, int, int], None]
"""Called as a job goes on: what is being done (`reading savings.csv`), how many bytes or sets of it are done, and of
how many; with a total of 0 nobody knows how long it takes.
"""
