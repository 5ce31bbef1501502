"""Claims about names: how they were typed is no difference, and those that look mistyped are told from others."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget_monitor.model.ledgers.names import are_near, begins_as_total, folded, is_total

LETTERS = st.text("abcdeé'’-– ŵ", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Children's Trust", "Children’s Trust"),
        ("Children's Trust", "Children‘s Trust"),
        ("Children's Trust", "Childrenʼs Trust"),
        ("Children's Trust", "Children`s Trust"),
        ("Adults - Care", "Adults – Care"),
        ("Adults - Care", "Adults — Care"),
        ("Adults - Care", "Adults − Care"),
        ("Adults - Care", "Adults \u2011 Care"),
        ("Café", unicodedata.normalize("NFD", "Café")),
        ("Libraries", "Libra\u200bries"),
        ("Libraries", "\ufeffLibraries"),
        ("Libraries", "Libra\u00adries"),
        ("Libraries", "Libraries\u200e"),
        ("Adult Care", "Adult\u00a0Care"),
        ("Adult Care", " Adult \u2009 Care "),
    ],
)
def test_how_a_name_was_typed_is_no_difference(one: str, other: str) -> None:
    assert folded(one) == folded(other) == one


@pytest.mark.parametrize(("one", "other"), [("Parks", "parks"), ("Cafe", "Café"), ("A B", "AB"), ("1-2", "12")])
def test_what_can_be_seen_is_a_difference(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(LETTERS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Children's Services", "Childrens Services"),
        ("Children's Services", "Children's services"),
        ("Adults & Health", "Adults and Health"),
        ("Libraries", "Libaries"),
        ("Libraries", "Librareis"),
        ("Inclusive Neighbourhoods", "Inclusive Neighborhood"),
        ("Reserve 008", "Reserve-008"),
        ("Café fund", "Cafe Fund"),
    ],
)
def test_a_mistyped_name_is_near(one: str, other: str) -> None:
    assert are_near(one, other)
    assert are_near(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Reserve 008", "Reserve 009"),
        ("2021/22 fund", "2022/23 fund"),
        ("Parks", "Roads"),
        ("HR", "IT"),
        ("Adult Care", "Adult Carers' Support"),
        ("Highways North", "Highways South"),
        ("Business support", "Business intelligence"),
    ],
)
def test_two_names_are_not(one: str, other: str) -> None:
    assert not are_near(one, other)


@pytest.mark.parametrize(
    "text", ["Total", "TOTALS", "Grand total:", "Sub-total", "Housing subtotal", "Overall", "Highways Total", "_Total"]
)
def test_a_label_that_begins_or_ends_with_the_word_is_called_a_total(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize("text", ["Totally new", "Income total to date", "Overalls and boots"])
def test_a_label_that_only_has_the_letters_or_the_word_within_is_not(text: str) -> None:
    assert not is_total(text)


@pytest.mark.parametrize(
    ("text", "is_one"), [("Total", True), ("Grand Total", True), ("Oil total", False), ("TotalEnergies", False)]
)
def test_in_a_list_of_payees_a_total_begins_with_the_word(text: str, is_one: bool) -> None:
    assert begins_as_total(text) == is_one
