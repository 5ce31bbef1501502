"""Files of several streams in one, as the workbooks and documents of Office before 2007 are."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from functools import cached_property

_HEADER_BYTES = 512
_ENTRY_BYTES = 128
_LAST_SECTOR = 0xFFFFFFFA
"""Numbers from here on stand for no sector."""
_STREAM = 2
_ROOT = 5


class CompoundFile:
    """The streams of such a file. Raises ValueError where it is damaged: no chain is followed twice over."""

    def __init__(self, content: bytes) -> None:
        if len(content) < _HEADER_BYTES:
            raise ValueError("the file ends within its first sector")
        self._content = content
        self._size, self._small_size = (1 << power for power in struct.unpack_from("<HH", content, 30))
        if not 64 <= self._size <= 4096 * 16 or not 16 <= self._small_size <= self._size:
            raise ValueError("the file states sectors of no size that there is")
        self._directory, _, self._small_below, self._small_table = struct.unpack_from("<IIII", content, 48)

    def stream(self, *names: str) -> bytes | None:
        """The bytes of the first stream of one of these names; None where there is none."""
        for name in names:
            if name in self._entries:
                start, size = self._entries[name]
                if size >= self._small_below:
                    return b"".join(self._sectors(start))[:size]
                return self._small(start)[:size]
        return None

    @cached_property
    def _entries(self) -> Mapping[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        directory = b"".join(self._sectors(self._directory))
        for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            (length,) = struct.unpack_from("<H", directory, at + 64)
            kind = directory[at + 66]
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", directory, at + 116)
            if kind in (_STREAM, _ROOT):
                found.setdefault("" if kind == _ROOT else name, (start, size))
        return found

    @cached_property
    def _table(self) -> list[int]:
        """The sector that follows each one."""
        numbers = list(struct.unpack_from("<109I", self._content, 76))
        following, count = struct.unpack_from("<II", self._content, 68)
        seen: set[int] = set()
        while following < _LAST_SECTOR and following not in seen and len(seen) < count:
            seen.add(following)
            more = self._numbers(self._sector(following))
            numbers, following = [*numbers, *more[:-1]], more[-1]
        table: list[int] = []
        for number in numbers:
            if number < _LAST_SECTOR:
                table += self._numbers(self._sector(number))
        return table

    @cached_property
    def _small_sectors(self) -> tuple[bytes, list[int]]:
        """The small streams behind one another, and which small sector follows each one."""
        start, size = self._entries.get("", (_LAST_SECTOR, 0))
        content = b"".join(self._sectors(start))[:size]
        return content, self._numbers(b"".join(self._sectors(self._small_table)))

    def _small(self, start: int) -> bytes:
        content, table = self._small_sectors
        size = self._small_size
        return b"".join(content[one * size : (one + 1) * size] for one in _chain(start, table))

    def _sectors(self, start: int) -> Iterator[bytes]:
        return map(self._sector, _chain(start, self._table))

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        if at >= len(self._content):
            raise ValueError("the file is cut off")
        return self._content[at : at + self._size].ljust(self._size, b"\0")

    @staticmethod
    def _numbers(content: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))


def _chain(start: int, table: list[int]) -> Iterator[int]:
    for _ in range(len(table) + 1):
        if start >= _LAST_SECTOR:
            return
        yield start
        if start >= len(table):
            raise ValueError("the file is cut off")
        start = table[start]
    raise ValueError("the file goes round in a circle")
