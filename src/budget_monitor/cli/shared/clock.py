"""The one place where the time of day is asked for."""

from __future__ import annotations

from datetime import date, datetime


def now() -> datetime:
    """The time now, with the offset from UTC of the place where the command runs."""
    return datetime.now().astimezone()


def today() -> date:
    """The date now, where the command runs."""
    return now().date()
