"""One spelling for names that differ in their capitals alone."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

_DIGITS = "0123456789"


class Spellings:
    """The names of a set as they were first met: `HOUSING` is `Housing` wherever it stands after that.

    What is remembered is a name without its number, so that `RESERVE 2` is `Reserve 2` after `Reserve 1`: a long ledger
    has as many numbered names as lines, which would fill the memory. `known` are names as rules write them.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._first: dict[str, str] = {}
        self._joined(name.strip(_DIGITS) for name in known)

    def _joined(self, stems: Iterable[str]) -> list[str]:
        return [self._first.setdefault(stem.casefold(), stem) for stem in stems]

    def joined(self, names: pa.Array) -> pa.Array:
        """Each of some distinct names (string) in its first spelling; the very same array where that changes none."""
        stems = pc.ascii_trim(names, characters=_DIGITS).dictionary_encode()
        texts: list[str] = stems.dictionary.to_pylist()
        first = self._joined(texts)
        if first == texts:
            return names
        changed = {stem: instead for stem, instead in zip(texts, first, strict=True) if stem != instead}
        return pa.array([_with_stem(name, changed) for name in names.to_pylist()], pa.string())


def _with_stem(name: str, changed: dict[str, str]) -> str:
    stem = name.strip(_DIGITS)
    if stem not in changed:
        return name
    start = len(name) - len(name.lstrip(_DIGITS))
    return f"{name[:start]}{changed[stem]}{name[start + len(stem) :]}"
