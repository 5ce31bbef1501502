"""How long what adds up in tables is looked for: as long as a person waits, and then it is said."""

from __future__ import annotations

from budget_monitor.model.running.limits import limits
from budget_monitor.model.running.patience import STOPPED, clock, is_over, was_stopped


class Effort:
    """The time that is given to one file, from now on. `is_cut_off` says whether it did not do."""

    def __init__(self) -> None:
        self.seconds = limits().sums_seconds
        self._until = clock() + self.seconds
        self.is_cut_off = False
        self.tables_left = 0
        """How many tables nobody looked at when the time was over."""

    def rest(self) -> Effort:
        """What is left of the time, for what need not be told where it was not tried."""
        left = Effort()
        left._until = self._until
        return left

    @property
    def is_over(self) -> bool:
        """True once the time is over. Whoever asks stops there."""
        self.is_cut_off = self.is_cut_off or is_over(self._until)
        return self.is_cut_off


def cut_off_text(effort: Effort) -> str:
    """What is said where the time did not do; empty where it did."""
    if not effort.is_cut_off:
        return ""
    many = effort.tables_left
    left = f"; {many:,} table{'s were' if many > 1 else ' was'} not looked at" if many else ""
    if was_stopped():
        return f"{STOPPED} while what adds up was looked for: not all of it was found or tried{left}"
    return (
        f"what adds up was looked for during {effort.seconds} seconds, and not all of it was found or tried{left}"
        " (limits.sums_seconds)"
    )
