"""Claims about the language of rules: what can be read, what is refused, and with which words and place."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from budget_monitor.errors import RuleError
from budget_monitor.model.running.limits import Limits
from budget_monitor.rules.syntax import (
    Arithmetic,
    Call,
    Compare,
    Conditional,
    Expression,
    Logic,
    Member,
    Name,
    Not,
    Number,
    Text,
    parse,
)

A, B, C = Name(None, "a"), Name(None, "b"), Name(None, "c")


def number(text: str) -> Number:
    return Number(Decimal(text))


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("opening", Name(None, "opening")),
        ("outturns.cash_limit", Name("outturns", "cash_limit")),
        ("'Q4'", Text("Q4")),
        ('"Q4"', Text("Q4")),
        ("a - b == c", Compare("==", Arithmetic("-", A, B), C)),
        ("a + b * c", Arithmetic("+", A, Arithmetic("*", B, C))),
        ("a - b - c", Arithmetic("-", Arithmetic("-", A, B), C)),
        ("a / (b + c)", Arithmetic("/", A, Arithmetic("+", B, C))),
        ("a and b or c", Logic("or", (Logic("and", (A, B)), C))),
        ("a and b and c", Logic("and", (A, B, C))),
        ("not a == b", Not(Compare("==", A, B))),
        ("a if b else c", Conditional(B, A, C)),
        ("a in ('x', 'y')", Member(A, (Text("x"), Text("y")))),
        ("a in ['x', 1]", Member(A, (Text("x"), number("1")))),
        ("a not in ('x',)", Not(Member(A, (Text("x"),)))),
        ("abs(a)", Call("abs", (A,))),
        ("min(a, b, c)", Call("min", (A, B, C))),
        ("previous(a) != previous_year(a)", Compare("!=", Call("previous", (A,)), Call("previous_year", (A,)))),
        ("count()", Call("count", ())),
        ("sum(a, where=b == 'x')", Call("sum", (A,), Compare("==", B, Text("x")))),
        ("is_missing(a)", Call("is_missing", (A,))),
    ],
)
def test_what_the_language_has(source: str, tree: Expression) -> None:
    assert parse(source) == tree


def test_chained_comparisons_are_all_of_their_links() -> None:
    """1 < a <= b says what 1 < a and a <= b says."""
    assert parse("1 < a <= b") == parse("1 < a and a <= b")
    assert parse("a == b == c") == Logic("and", (Compare("==", A, B), Compare("==", B, C)))


@pytest.mark.parametrize(
    ("source", "exactly"),
    [
        ("0.1", "0.1"),
        ("1.10", "1.10"),
        ("50000", "50000"),
        ("50_000", "50000"),
        ("0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"),
        ("-0.1000000000000000055511151231257827", "-0.1000000000000000055511151231257827"),
        ("123456789012345678901234567890.5", "123456789012345678901234567890.5"),
    ],
)
def test_numbers_are_exactly_what_is_written(source: str, exactly: str) -> None:
    """A tenth is a tenth, with its digits: no binary float comes between."""
    found = parse(source)
    assert isinstance(found, Number)
    assert str(found.value) == exactly


def test_a_minus_before_a_number_is_part_of_it_and_before_a_figure_a_factor() -> None:
    assert parse("-97") == number("-97")
    assert parse("--97") == number("97")
    assert parse("-a") == Arithmetic("*", number("-1"), A)


def test_an_expression_may_run_over_lines() -> None:
    assert parse("\n  a\n  == b\n") == parse("a == b")
    assert parse("\r\n  (a\r\n  == b)\r\n") == parse("a == b")


def test_every_piece_knows_its_place() -> None:
    """Places count letters, not bytes, from 0."""
    tree = parse("é == beta")
    assert isinstance(tree, Compare)
    assert isinstance(tree.right, Name)
    assert (tree.left, tree.right.at) == (Name(None, "é"), 5)


LANGUAGE = "this is not part of the language of rules"


@pytest.mark.parametrize(
    ("source", "message", "text", "at"),
    [
        ("a == summ(b)", "unknown function 'summ'; did you mean 'sum'?", "summ", 5),
        ("is_mising(a)", "unknown function 'is_mising'; did you mean 'is_missing'?", "is_mising", 0),
        ("a == open(b)", "unknown function 'open'; known: abs, min, max, sum, count, previous, ", "open", 5),
        ("a.strip() == b", "unknown function 'a.strip'", "a.strip", 0),
        ("a == True", "True and False are not words of rules; write a comparison", "True", 5),
        ("a == None", LANGUAGE, "None", 5),
        ("a.b.c == 1", LANGUAGE, "a.b.c", 0),
        ("a == (lambda: b)", LANGUAGE, "lambda: b", 6),
        ("a == [b for b in c]", LANGUAGE, "[b for b in c]", 5),
        ("(a := 1)", LANGUAGE, "a := 1", 1),
        ("a[0] == b", LANGUAGE, "a[0]", 0),
        ("a == b ** 2", LANGUAGE, "b ** 2", 5),
        ("a % b == 0", LANGUAGE, "a % b", 0),
        ("f'{a}' == b", LANGUAGE, "f'{a}'", 0),
        ("b'x' == a", LANGUAGE, "b'x'", 0),
        ("+a == b", LANGUAGE, "+a", 0),
        ("a & b", LANGUAGE, "a & b", 0),
        ("a is b", "`is` is not part of the language of rules; use ==", "a is b", 0),
        ("a is not b", "`is` is not part of the language of rules; use ==", "a is not b", 0),
        ("a in b", '`in` needs a list of words or numbers, such as ("from", "released")', "b", 5),
        ("a in 'xyz'", "`in` needs a list of words or numbers", "'xyz'", 5),
        ("a in ('x', b)", "`in` needs a list of words or numbers", "('x', b)", 5),
        ("a in ()", "`in` needs a list of words or numbers", "()", 5),
        ("sum(a, where=b == 1, key=c)", "sum() has no argument 'key'", "key", 0),
        ("abs(a, where=b == 1)", "abs() has no argument 'where'", "where", 0),
        ("sum(**a)", "sum() has no argument '**'", "**", 0),
        ("sum(a, where=b == 1, where=c == 1)", "sum() has two arguments 'where'", "where", 0),
        ("sum(*a)", LANGUAGE, "*a", 4),
        ("sum()", "sum() takes 1 argument, not 0", "sum", 0),
        ("a == count(b)", "count() takes 0 arguments, not 1", "count", 5),
        ("min(a)", "min() takes 2 arguments, not 1", "min", 0),
        ("1e5 < a", "write numbers in plain digits", "1e5", 0),
        ("a == 0x1F", "write numbers in plain digits", "0x1F", 5),
        ("1j == a", LANGUAGE, "1j", 0),
        ("a = b", "not an expression: invalid syntax", "= b", 2),
        ("a; b", "not an expression: invalid syntax", "; b", 1),
        ("", "not an expression: invalid syntax", "", 0),
        ("a if b", "not an expression: expected 'else' after 'if' expression", "a if b", 0),
        ("a == 'b", "not an expression: unterminated string literal", "'b", 5),
        ("opening − usage == 0", "not an expression: invalid character '−' (U+2212)", "− usage == 0", 8),
        ("a == £5", "not an expression: invalid character '£' (U+00A3)", "£5", 5),
        ("é == summ(b)", "unknown function 'summ'", "summ", 5),
    ],
)  # fmt: skip
def test_what_is_refused_with_its_piece_and_place(source: str, message: str, text: str, at: int) -> None:
    with pytest.raises(RuleError) as error:
        parse(source)
    assert message in str(error.value)
    assert (error.value.text, error.value.at) == (text, at)


DEEP = "more than 100 deep inside one another"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("(" * 300 + "a" + ")" * 300, "too many nested parentheses"),
        ("-" * 100_000 + "a", DEEP),
        ("not " * 2_000 + "a", DEEP),
        ("1+" * 100_000 + "1", DEEP),
        ("1+" * 2_000 + "1", DEEP),
        ("abs(" * 150 + "a" + ")" * 150, DEEP),
        ("9" * 5_000, "a number has at most 60 digits"),
        ("a == \x00", "null bytes"),
        ("\ud800 == a", "surrogates not allowed"),
    ],
)  # fmt: skip
def test_what_is_too_much_is_refused_like_anything_else(source: str, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        parse(source)


def test_a_sum_of_many_columns_is_not_too_much() -> None:
    source = " + ".join(f"c{place}" for place in range(Limits().expression_depth - 5))
    assert isinstance(parse(f"{source} == total"), Compare)


WORDS = st.sampled_from(
    ["a", "b", "sum", "abs", "min", "(", ")", ",", "==", "<", "<=", "+", "-", "*", "/", "and", "or", "not", "in", "if",
     "else", "is", "0.1", "1", "1e5", "'x'", '"', ".", "where=", "=", ":", "[", "]", "é", "−", "\n", "\r", "\t", "\x0c",
     "\\", "#", "True", "lambda", "for", "await", "yield", "f'{a}'"]
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.text() | st.lists(WORDS).map(" ".join) | st.lists(WORDS).map("".join))
@example("(é\r +a)")
@example("(ééé\r+a.b.c)")
def test_any_text_is_an_expression_or_a_rule_error(source: str) -> None:
    """Nothing else ever comes out: no other error, and no place outside the text."""
    try:
        found: Expression | RuleError = parse(source)
    except RuleError as error:
        found = error
    if isinstance(found, RuleError):
        assert str(found)
        assert 0 <= found.at <= len(source)
    else:
        assert isinstance(found, get_args(Expression))
