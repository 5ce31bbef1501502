"""Kinds of sentences that officers write, each in many wordings: right, none is told of; of figures in braces that are
mistyped, most are. Sentences without braces only look like those of their kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.typed_sentences import scrutinised

_IN_BRACES = re.compile(r"\{([^}]*)\}")
_TEXT = (Path(__file__).parent / "kinds_of_sentences.txt").read_text(encoding="utf-8")
KINDS = {
    kind.splitlines()[0]: kind.splitlines()[1:] for kind in re.split(r"^# ", _TEXT, flags=re.MULTILINE) if kind.strip()
}
LEAST = {
    "a rate of so many of so many": 0.7,
    "so many of which so many": 0.95,
    "percent of a whole that is named again": 0.9,
    "percent from so much to so much": 0.9,
    "above or below a limit by so much": 0.95,
    "the remaining part": 0.95,
    "so many at a price": 0.85,
    "better or worse than was reported": 0.85,
    "a balance told before, and what moves it": 0.95,
    "a change, not what is measured against something else": 0.95,
    "a balance and what was used of it": 0.9,
    "a whole, a part, and so what is left": 0.95,
    "parts of which the sum follows": 0.95,
    "what it was and the change, both in brackets": 0.85,
    "those who did not": 0.95,
    "a whole in the sentence before its parts": 0.8,
    "a number times a price in many orders": 0.9,
}
"""The least share of mistyped figures that must be told of."""


@pytest.mark.parametrize("kind", KINDS)
def test_right_sentences_of_a_kind_are_not_told_of(tmp_path: Path, kind: str) -> None:
    right = [_IN_BRACES.sub(r"\1", one) for one in KINDS[kind]]
    told = {one: [slip.sentence for slip in scrutinised(tmp_path, one).slips] for one in right}
    assert {one: said for one, said in told.items() if said} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_most_figures_mistyped_in_sentences_of_a_kind_are_told_of(tmp_path: Path, kind: str) -> None:
    typed = [one for sentence in KINDS[kind] for one in _mistyped(sentence)]
    missed = [one for one in typed if not scrutinised(tmp_path, one).wrong]
    assert len(missed) <= (1 - LEAST[kind]) * len(typed), "\n".join(missed)


def _mistyped(sentence: str) -> Iterator[str]:
    """The sentence with each figure in braces mistyped: two of its digits exchanged, and one of them wrong."""
    for match in _IN_BRACES.finditer(sentence):
        before, after = (_IN_BRACES.sub(r"\1", one) for one in (sentence[: match.start()], sentence[match.end() :]))
        for typed in (*_exchanged(match[1]), _one_wrong(match[1])):
            yield f"{before}{typed}{after}"


def _exchanged(text: str) -> Iterator[str]:
    pairs = [at for at in range(1, len(text)) if text[at - 1 : at + 1].isdecimal() and text[at] != text[at - 1]]
    for at in pairs[-1:]:
        yield f"{text[: at - 1]}{text[at]}{text[at - 1]}{text[at + 1 :]}"


def _one_wrong(text: str) -> str:
    digits = [at for at, one in enumerate(text) if one.isdecimal()]
    at = digits[len(digits) // 2]
    return f"{text[:at]}{(int(text[at]) + 3) % 10}{text[at + 1 :]}"
