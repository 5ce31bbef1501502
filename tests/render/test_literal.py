from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget_monitor.errors import shorten
from budget_monitor.render.text.literal import literal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Libraries – £16,000 (−3)", "Libraries – £16,000 (−3)"),
        ("[bold]x[/bold]", "[bold]x[/bold]"),
        ("\x1b[31mred", "␛[31mred"),
        ("one\ntwo\r\nthree\rfour", "one⏎two⏎three⏎four"),
        ("tab\there", "tab␉here"),
        ("bell\x07\x7f", "bell␇␡"),
        ("\x9b31m", r"\x9b31m"),
        ("pay\u202eetag", r"pay\u202eetag"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("\u2028", r"\u2028"),
        ("file\udc80.csv", r"file\udc80.csv"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_a_terminal_would_act_on_is_shown_instead(text: str, shown: str) -> None:
    assert literal(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("−£16,000 – “x”", '-GBP 16,000 - "x"'),
        ("a\nb\x1b", r"a\nb\x1b"),
        ("café", r"caf\xe9"),
        ("2 × 3 ≤ 7…", "2 x 3 <= 7..."),
    ],
)
def test_a_character_the_encoding_lacks_gets_a_plainer_one_or_its_code(text: str, shown: str) -> None:
    assert literal(text, "ascii") == shown


@given(st.text(st.characters()), st.sampled_from(["utf-8", "cp1252", "ascii"]))
def test_nothing_is_left_that_is_hidden_or_that_the_encoding_lacks(text: str, encoding: str) -> None:
    shown = literal(text, encoding)
    shown.encode(encoding)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"])))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert literal(text) == text


def test_a_long_text_is_cut_with_an_ellipsis() -> None:
    assert shorten("abcdef", 4) == "abc…"
    assert shorten("abcd", 4) == "abcd"
