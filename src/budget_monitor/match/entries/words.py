"""References and names as they can be compared, however a bank or a ledger has cut, joined or padded them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from budget_monitor.model.ledgers.period import MONTH_BEGINNINGS

MIN_MARK_CHARACTERS = 4
"""A word or number shorter than this is no reference: there are too many of them."""
MIN_DIGITS_OF_A_NUMBER = 3
"""A number by itself, with the noughts that pad it: a cheque's may be 123 in the book and 000123 at the bank."""
MIN_NAME_CHARACTERS = 4
"""A word of a name that is shorter tells no payer from another."""
MIN_PREFIX_CHARACTERS = 8
"""The fewest characters that a reference keeps when it is cut off."""

_WORD = re.compile(r"[A-Z0-9]+")
_NUMBER = re.compile(r"[0-9]+")
DATE_LIKE = rf"^(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}}(?:{MONTH_BEGINNINGS.upper()})(?:[0-9]{{2}}){{0,2}})$"
"""A word that is no reference, but a year or a day."""
_DATE_LIKE = re.compile(DATE_LIKE)
_NOISE = frozenset(
    [
        "LTD",
        "LIMITED",
        "PLC",
        "LLP",
        "CO",
        "COMPANY",
        "THE",
        "AND",
        "MR",
        "MRS",
        "MS",
        "DR",
        "UK",
        "BACS",
        "FPS",
        "CHAPS",
        "DD",
        "SO",
        "BGC",
        "CHQ",
        "PAYMENT",
        "TO",
        "FROM",
        "REF",
    ]
)


_PAID_IN = frozenset((
    "AT", "BANK", "BANKED", "BANKING", "BRANCH", "CASH", "CHEQUE", "CHEQUES", "COUNTER", "CR", "CREDIT", "CREDITS",
    "DEPOSIT", "DEPOSITED", "DEPOSITS", "GIRO", "IN", "LODGEMENT", "LODGMENT", "OFFICE", "PAID", "PAYING", "POST",
    "SLIP", "TRANSFER",
))  # fmt: skip
"""What banks say of money that somebody brought."""


def plain_text(text: str) -> str:
    """Upper case, without accents."""
    if text.isascii():
        return text.upper()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).upper()


def reference_key(reference: str) -> str:
    """A reference as letters and digits alone; empty for a blank."""
    key = "".join(_WORD.findall(plain_text(reference)))
    return (key.lstrip("0") or key) if key.isdecimal() else key


@lru_cache(maxsize=200_000)
def marks(reference: str, name: str) -> frozenset[str]:
    """What an entry could be known by: the reference as a whole, its words that have digits in them, its numbers.

    A bank writes "FASTER PAYMENT INV-00123 ACME" where the ledger has "INV/123": they share 123. Years and dates are
    none.
    """
    found: set[str] = set()
    whole = "".join(_WORD.findall(plain_text(reference)))
    if len(whole) >= MIN_MARK_CHARACTERS:
        found.add(whole)
    for text in (reference, name):
        words = _WORD.findall(plain_text(text))
        for word in [*words, *(first + second for first, second in pairwise(words))]:
            if len(word) >= MIN_MARK_CHARACTERS and not word.isalpha() and not _DATE_LIKE.match(word):
                found.add(word)
        for number in _NUMBER.findall(plain_text(text)):
            bare = number.lstrip("0")
            is_long = len(number) >= MIN_DIGITS_OF_A_NUMBER or (text is reference and number == whole)
            if bare and is_long and not _DATE_LIKE.match(bare):
                found.add(bare)
    return frozenset(found)


@lru_cache(maxsize=200_000)
def numbers(reference: str, name: str) -> frozenset[str]:
    """The numbers of an entry that could be a reference's, without leading noughts."""
    found = (number.lstrip("0") for number in _NUMBER.findall(plain_text(f"{reference} {name}")))
    return frozenset(number for number in found if len(number) >= MIN_MARK_CHARACTERS and not _DATE_LIKE.match(number))


def contradict(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two entries name different numbers, none of which could be another one cut off."""
    return bool(one and other) and not any(a.startswith(b) or b.startswith(a) for a in one for b in other)


@lru_cache(maxsize=200_000)
def name_words(name: str) -> frozenset[str]:
    """The words of a name that tell one payer from another: no forms of company, no ways of paying, no numbers. None
    where a bank says only how money came in: PAID IN AT BRANCH.
    """
    words = {word for word in _WORD.findall(plain_text(name)) if not word.isdecimal()}
    telling = words - _NOISE
    if telling and telling <= _PAID_IN:
        return frozenset()
    return frozenset(telling or words)


def first_word(name: str) -> str:
    """The first of those words as a name has them: what is left of it wherever it is cut off."""
    telling = name_words(name)
    return next((word for word in _WORD.findall(plain_text(name)) if word in telling), "")


def are_near(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names may be the same payer's: one has all words of the other, whole or cut off, and at least one
    that is long enough to tell payers apart.
    """
    few, many = sorted((one, other), key=len)
    tells = any(len(word) >= MIN_NAME_CHARACTERS for word in few)
    return tells and all(any(_begins(word, long) for long in many) for word in few)


def are_at_odds(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether both have a name, and the names are not the same payer's."""
    return bool(one and other) and not are_near(one, other)


def _begins(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short)
