"""Claims about the list of promises: each names tests that are there, and every page that promises is on it."""

from __future__ import annotations

import re
from functools import cache

from tests.support.places import ROOT

PAGE = ROOT / "docs" / "promises.md"
NAMED = re.compile(r"`((?:\w+/)?test_\w+\.py)::(test_\w+)`")


@cache
def named_in(file: str) -> frozenset[str]:
    return frozenset(re.findall(r"^def (test_\w+)", (ROOT / "tests" / file).read_text(encoding="utf-8"), re.MULTILINE))


def test_every_promise_names_tests_that_are_there() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    promises = [line for line in rows if line != "| promise | test |"]
    assert len(promises) > 80
    for line in promises:
        assert NAMED.search(line), line
        for file, name in NAMED.findall(line):
            assert (ROOT / "tests" / file).is_file(), line
            assert name in named_in(file), line


def test_every_page_that_a_person_wrote_has_its_promises() -> None:
    listed = set(re.findall(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    without = {"cli", "api", "mapping", "README", "promises", "trust", "benchmarks", "own-ledger"}
    for page in sorted((ROOT / "docs").glob("*.md")):
        title = page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        assert page.stem in without or title.partition(":")[0] in listed, title
