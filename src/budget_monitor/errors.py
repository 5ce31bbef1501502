"""What can stop the tool, and what it says when it is stopped.

Problems in the officer's data are values (`model.outcome.InputProblem`); an exception here means that the
job as a whole cannot be done, and always ends in exit code 2.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from difflib import get_close_matches


class BudgetMonitorError(Exception):
    """The job cannot be done. `str(error)` is the message for the officer, whole."""


class UsageError(BudgetMonitorError):
    """An argument names something that does not exist: a folder, a rule, an engine."""


class MachineError(BudgetMonitorError):
    """The machine gives out: no room on the disk, or no memory left."""


class RuleError(BudgetMonitorError):
    """A rule that cannot be understood, with the place in its expression.

    `text` is the offending piece; `at` its offset in the expression, from 0. `field` is the rule's field that the
    expression is the value of, such as `check`, once it is known.
    """

    def __init__(self, message: str, *, text: str = "", at: int = 0) -> None:
        super().__init__(message)
        self.text = text
        self.at = at
        self.field = ""

    @property
    def place(self) -> str:
        """Where in the expression the mistake is, to end a message with; empty at its beginning."""
        return f" (at character {self.at + 1})" if self.at else ""


TRACEBACK_VARIABLE = "BUDGET_MONITOR_TRACEBACK"
"""The environment variable with which a mistake of our own shows where it happened."""


def one_line(error: Exception) -> str:
    """What an exception of another library says, on one line; its name where it says nothing."""
    return " ".join(str(error).split()) or type(error).__name__


def refused(error: OSError) -> str:
    """What is said where the machine refuses something that nobody expected: a name too long for it, a folder without
    rights, a network drive that has gone, a disk that gives out.
    """
    if not error.filename:
        return f"the machine gives out: {one_line(error)}"
    return f"cannot reach {shorten(os.fsdecode(error.filename))}: {error.strerror}"


def shorten(text: str, most: int = 60) -> str:
    """At most `most` characters of a text, with an ellipsis where it was cut."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def missing_extra(name: str) -> UsageError:
    """What is said where an optional part is asked for that is not installed."""
    return UsageError(f"{name} is not installed: pip install 'budget-monitor[{name}]'")


MAX_NAMES_LISTED = 12
"""Names that a message lists where none is near; of more, the nearest ones are."""


LIKENESS = 0.55
LIKENESS_OF_SHORT_WORDS = 0.7
"""How much of two words must be the same in one order, of 1; less makes `Q5` of `Q1.5`."""


def nearest(word: str, known: Iterable[str], least: float = LIKENESS) -> str | None:
    """The known word most like `word`, or None when nothing is near.

    nearest("openning", ["opening", "closing"]) is "opening".
    """
    folded = {name.casefold(): name for name in known}
    match = get_close_matches(word.casefold(), folded, n=1, cutoff=least)
    return folded[match[0]] if match else None


def hint(near: str | None) -> str:
    """The end of a message that names the nearest thing there is, if any."""
    return hint_at(repr(near)) if near else ""


def hint_at(meant: str) -> str:
    """The end of a message that names what was meant, as it is to be written."""
    return f"{_HINT} {meant}?"


def without_hint(message: str) -> str:
    """A message without what it names as nearest."""
    return message.partition(_HINT)[0]


def hinted(message: str) -> str:
    """What a message names as meant; empty where it names nothing."""
    return message.partition(f"{_HINT} ")[2].partition("?")[0]


_HINT = "; did you mean"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A closing clause for a message: the nearest known word, or else what there is, of a long list the nearest few."""
    names = list(known)
    if near := nearest(word, names):
        return hint(near)
    if len(names) <= MAX_NAMES_LISTED:
        return f"; known: {', '.join(names)}" if names else ""
    few = get_close_matches(word, names, n=MAX_NAMES_LISTED // 2, cutoff=0)
    return f"; known: {', '.join(few)} and {len(names) - len(few)} more"


FILE_BY_FILE = "what adds up in a table of your own is checked file by file: budget-monitor check"
"""What leads on from a folder in which no rule has a ledger; the file follows."""
