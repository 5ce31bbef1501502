"""Numbers of TOML files, bounded: an exponent of eight digits would take the machine's memory to write out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import tomli

MAX_WHOLE_DIGITS = 18
MAX_DECIMALS = 12
TOO_LARGE = f"numbers must be under 10^{MAX_WHOLE_DIGITS} in size, with at most {MAX_DECIMALS} decimals"


def parsed(source: str) -> Mapping[str, object]:
    """The tables of a TOML text, its numbers with a point as Decimals. Raises what tomli does.

    Its parser is the standard library's, compiled: it takes a quarter of the time.
    """
    return tomli.loads(source, parse_float=Decimal)


def beyond_limits(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The places and texts of numbers that are too large, or have too many digits after the point."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from beyond_limits(inner, (*path, str(name)))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from beyond_limits(inner, (*path, number))
    elif isinstance(value, Decimal) and not is_within_limits(value):
        yield path, str(value)
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**MAX_WHOLE_DIGITS:
        yield path, f"a number of {value.bit_length() * 3 // 10} digits"


def is_within_limits(number: Decimal) -> bool:
    """True if a number can be money: not too large and not too fine. Infinities and NaN are for others to refuse."""
    if not number.is_finite():
        return True
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    is_nought = not any(number.as_tuple().digits)
    return exponent >= -MAX_DECIMALS and (
        exponent < MAX_WHOLE_DIGITS if is_nought else number.adjusted() < MAX_WHOLE_DIGITS
    )
