"""Sentences of officers with what was typed instead of a figure or a word, `{right|typed}`: as they should be none is
told of, also of those that only look like them and have no braces; as typed each is told of as wrong.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.typed_sentences import scrutinised

_TYPED = re.compile(r"\{([^|}]*)\|([^}]*)\}")
_TEXT = (Path(__file__).parent / "typed_sentences.txt").read_text(encoding="utf-8")
KINDS = {
    kind.splitlines()[0]: kind.splitlines()[1:] for kind in re.split(r"^# ", _TEXT, flags=re.MULTILINE) if kind.strip()
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_sentence_is_not_told_of(tmp_path: Path, kind: str) -> None:
    right = [_TYPED.sub(r"\1", one) for one in KINDS[kind]]
    told = {one: [slip.sentence for slip in scrutinised(tmp_path, one).slips] for one in right}
    assert {one: said for one, said in told.items() if said} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_typed_instead_is_told_of(tmp_path: Path, kind: str) -> None:
    typed = [
        _TYPED.sub(r"\1", one[: match.start()]) + match[2] + _TYPED.sub(r"\1", one[match.end() :])
        for one in KINDS[kind]
        for match in _TYPED.finditer(one)
    ]
    assert [one for one in typed if not scrutinised(tmp_path, one).wrong] == []
