"""Writes the bill of materials of the wheel: `python docs/bom.py`; with `--check` it says whether that is fresh.

What the program needs to run, in the versions of constraints.txt, as CycloneDX; extras are not part of it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

ROOT = Path(__file__).parents[1]
BOM = ROOT / "docs" / "bom.cdx.json"
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def versions() -> dict[str, str]:
    """The versions of constraints.txt by name."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if "==" in line and not line.startswith("#"))
    return {_plain(name): version for name, version in pairs}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).casefold()


def needed() -> Iterator[str]:
    """What the program needs without extras, and what that needs, by name."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting, seen = [str(one) for one in project["dependencies"]], set()
    while waiting:
        requirement = waiting.pop()
        found = _NAME.match(requirement)
        if found is None or "extra ==" in requirement or "python_version <" in requirement:
            continue
        name = _plain(found[0])
        if name in seen or "platform_system" in requirement or "sys_platform" in requirement:
            continue
        seen.add(name)
        try:
            waiting += requires(name) or ()
        except PackageNotFoundError:
            continue
    yield from sorted(seen)


def bom_text() -> str:
    """The bill of materials, the same each time."""
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6
    from packageurl import PackageURL

    pinned = versions()
    bom = Bom()
    root = Component(name="budget-monitor", type=ComponentType.APPLICATION, bom_ref="budget-monitor")
    parts = [
        Component(
            name=name, version=pinned[name], type=ComponentType.LIBRARY, bom_ref=f"{name}@{pinned[name]}",
            purl=PackageURL("pypi", name=name, version=pinned[name]),
        )
        for name in needed()
        if name in pinned
    ]  # fmt: skip
    bom.metadata.component = root
    for part in parts:
        bom.components.add(part)
    bom.register_dependency(root, parts)
    text = JsonV1Dot6(bom).output_as_string(indent=1)
    text = re.sub(r'\n *"serialNumber": "[^"]*",', "", text)
    return re.sub(r'\n *"timestamp": "[^"]*",?', "", text) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(BOM.read_text(encoding="utf-8") != bom_text())
    BOM.write_text(bom_text(), encoding="utf-8")
