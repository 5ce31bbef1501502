"""A progress bar on stderr for work that takes more than a moment; on a terminal only."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from budget_monitor.model.running.progress import Watch

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

SECONDS_BEFORE_A_BAR = 1.0
"""Seconds of work before anything is shown: a bar that only flashes up disturbs."""


@contextmanager
def progress(what: str = "starting", patience: float = SECONDS_BEFORE_A_BAR) -> Iterator[Watch | None]:
    """Who to tell how the work goes on, while it lasts; None where stderr is no terminal, and nothing is shown.

    `what` is shown until something is told, and throughout where the work tells nothing.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") in ("dumb", "unknown"):
        yield None
        return
    bar = _Bar(what, patience)
    try:
        yield bar.watch
    finally:
        bar.stop()


class _Bar:
    """A bar that appears when the work has lasted a while, and is gone when it ends."""

    def __init__(self, what: str, patience: float) -> None:
        self.told: tuple[str, int, int] = (what, 0, 0)
        self.shown: tuple[Progress, TaskID] | None = None
        self.is_over = False
        self.lock = threading.Lock()
        self.timer = threading.Timer(patience, self.show)
        self.timer.daemon = True
        self.timer.start()

    def watch(self, what: str, done: int, total: int) -> None:
        """Take note of how far the work has come; a Watch."""
        with self.lock:
            self.told = (what, done, total)
            self.update()

    def show(self) -> None:
        """Put the bar on the screen, unless the work is over."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        with self.lock:
            if self.is_over:
                return
            shown = Progress(
                SpinnerColumn("line"),
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=None),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self.shown = (shown, shown.add_task("", total=None))
            self.update()
            shown.start()

    def update(self) -> None:
        if self.shown is not None:
            shown, task = self.shown
            what, done, total = self.told
            shown.update(task, description=what, completed=done, total=total or None)

    def stop(self) -> None:
        """Take the bar off the screen, or see to it that it never appears."""
        self.timer.cancel()
        with self.lock:
            self.is_over = True
            if self.shown is not None:
                self.shown[0].stop()
