"""The installed version, asked for only where it is shown."""

from __future__ import annotations


def tool_version() -> str:
    """The installed version, such as `0.1.0`; `unknown` where the package runs without being installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("budget-monitor")
    except PackageNotFoundError:
        return "unknown"
