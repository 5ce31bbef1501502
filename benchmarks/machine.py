"""What a measurement was made with: the machine, and the versions in a Python environment."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path

VERSIONS = """
import importlib.metadata, json, platform, sys
found = {"Python": platform.python_version()}
for name in sys.argv[1:]:
    try:
        found[name] = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        pass
print(json.dumps(found))
"""


def machine() -> str:
    """The processor, cores, memory and system, in a line; nothing that names this machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0))
    return f"{_processor()}, {cores} cores, {memory:.0f} GB of memory, {_system()}"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return " ".join(line.partition(":")[2].split())
    return platform.machine()


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        name = platform.system()
    return f"{name} (Linux {platform.release().partition('-')[0]})"


def versions(python: str, packages: Sequence[str]) -> dict[str, str]:
    """The versions of Python and of those packages that are installed for it."""
    ran = subprocess.run([python, "-c", VERSIONS, *packages], check=True, capture_output=True, text=True)
    found: dict[str, str] = json.loads(ran.stdout)
    return found


def java() -> str | None:
    """The version of Java that would run Spark, if there is one."""
    try:
        ran = subprocess.run(["java", "-version"], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    first = ran.stderr.partition("\n")[0]
    return first.split('"')[1] if '"' in first else first
