"""What a JSON report found: lines in failed checks, lines named as culprits, and each rule's failures."""

from __future__ import annotations

import json


def failing_lines(report: str, rule: str, file: str) -> set[int]:
    """The lines of a file that take part in a failed check of the rule."""
    findings = json.loads(report)["findings"]
    failed = [finding for finding in findings if finding["rule"] == rule and finding["verdict"] == "fail"]
    return {cell["line"] for finding in failed for cell in finding["cells"] if cell["file"] == file}


def named_lines(report: str, file: str) -> set[int]:
    """The lines of a file with a cell that some culprit would correct."""
    cells = [cell for culprit in json.loads(report)["corrections"] for cell in culprit["cells"]]
    return {cell["line"] for cell in cells if cell["file"] == file}


def failures(report: str) -> dict[str, int]:
    """How many checks of each rule failed, for the rules of which any did."""
    return {rule["id"]: rule["fail"] for rule in json.loads(report)["rules"] if rule["fail"]}
