"""What whoever asks for a check chooses: what makes it fail, and what is listed. Light: `--help` imports it."""

from __future__ import annotations

from enum import StrEnum


class FailOn(StrEnum):
    """The least severity at which a failed check makes the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"

    @property
    def severities(self) -> tuple[str, ...]:
        """The severities of a failed check that do."""
        return {FailOn.ERROR: ("error",), FailOn.WARNING: ("error", "warning"), FailOn.NEVER: ()}[self]


class Show(StrEnum):
    """Which checks a report lists one by one; all are counted whatever is shown."""

    FAILURES = "failures"
    """those that failed or broke"""
    BLANKS = "blanks"
    """those that could not be decided too"""
    ROUNDING = "rounding"
    """those that hold only within rounding too"""
    ALL = "all"
    """every check, those that hold exactly too"""
