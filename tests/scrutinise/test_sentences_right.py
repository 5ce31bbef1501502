"""Some 150 right sentences of officers: none is told of, and most are when two digits of a figure are exchanged. Nor is
any told of whose figures are one slip from something that its words do not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from budget_monitor.figures.prose import ProseFigure, figures_in
from tests.support.typed_sentences import scrutinised

FOLDER = Path(__file__).parent
SENTENCES = (FOLDER / "right_sentences.txt").read_text(encoding="utf-8").splitlines()
LOOK_ALIKES = (FOLDER / "look_alike_sentences.txt").read_text(encoding="utf-8").splitlines()
MIN_TOLD = 0.7
"""The share of exchanges that must be told of; the others leave a sentence that may be meant so."""


@pytest.mark.parametrize("sentence", [*SENTENCES, *LOOK_ALIKES])
def test_a_right_sentence_is_not_told_of(tmp_path: Path, sentence: str) -> None:
    assert [slip.sentence for slip in scrutinised(tmp_path, sentence).slips] == []


def test_most_exchanges_of_digits_are_told_of(tmp_path: Path) -> None:
    typed = [one for sentence in SENTENCES for one in _mistyped(sentence)]
    told = sum(bool(scrutinised(tmp_path, one).wrong) for one in typed)
    assert told >= MIN_TOLD * len(typed), f"{told} of {len(typed)}"


def _mistyped(sentence: str) -> Iterator[str]:
    """The sentence with the first two differing digits of a figure exchanged, for each figure."""
    for figure in figures_in(sentence):
        if (typed := _exchanged(figure)) is not None:
            yield sentence[: figure.start] + typed + sentence[figure.start + len(figure.text) :]


def _exchanged(figure: ProseFigure) -> str | None:
    text = figure.text
    at = next(
        (at for at in range(len(text) - 1) if text[at : at + 2].isdecimal() and text[at] != text[at + 1]),
        None,
    )
    if at is None or (at == 0 and text[1] == "0"):
        return None
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
