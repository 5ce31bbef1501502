"""How likely two unrelated entries agree in amount and date: unusual amounts prove more than round ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from budget_monitor.match.entries.coded import LEFT, RIGHT, Numbers
from budget_monitor.match.state import State
from budget_monitor.model.lists.matching import NO_DATE

MAX_CHANCE = 1.0
"""The most unrelated entries of an amount that may be expected in a window, where only amount and date agree. One
entry stands there, and an unrelated one would be mistaken for it only where the right one is also missing.
"""
MAX_CHANCE_OF_A_SLIP = 0.1
"""The same for an amount that one of many slips would make of another."""
MAX_CHANCE_OF_A_RUN = 0.02
"""The same for the sum of several days' entries, or of a day's without those typed twice: there are many such sets."""
MAX_CHANCE_AT_ODDS = 0.001
"""The same, where the names differ too."""


class Chance:
    """The expectations, from all entries of both sides."""

    def __init__(self, state: State) -> None:
        days = np.concatenate(state.coded.days)
        days = days[days != NO_DATE]
        span = int(days.max() - days.min()) + 1 if len(days) else 1
        width = max(last - first for first, last in state.lags.values()) + 1
        self.share = min(1.0, width / span)
        self.share_of_a_name = 1 / max(1, len(np.unique(state.coded.names[LEFT])))
        self.sizes = np.sort(np.abs(state.coded.amounts[RIGHT]))
        pound = 10**state.right.places
        self.steps = (pound * 100, pound * 10, pound, pound // 10 or 1)

    def of(self, amounts: Numbers) -> npt.NDArray[np.float64]:
        """How many unrelated entries of each amount a window is expected to hold: from how many amounts there are of
        its size, and how round it is.
        """
        sizes = np.abs(amounts)
        around = np.searchsorted(self.sizes, sizes * 3 // 2, "right") - np.searchsorted(self.sizes, sizes * 2 // 3)
        step = np.select([sizes % one == 0 for one in self.steps], list(self.steps), 1)
        found: npt.NDArray[np.float64] = self.share * around * step / np.maximum(1, sizes * 5 // 6)
        return found
