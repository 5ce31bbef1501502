"""Looks for marked cells: each cell's own look, with another background."""

from __future__ import annotations

from budget_monitor.render.formats.marked.xml import (
    CannotPatchError,
    Element,
    elements,
    inside,
    patched,
    with_attribute,
)
from budget_monitor.render.formats.workbook.marks import FILLS, Colour

_BOLD = '<{0}font><{0}b/><{0}sz val="11"/><{0}name val="Calibri"/></{0}font>'


class Looks:
    """The looks of a workbook's cells, by number, and those that are added."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        found = {one.name: one for one in elements(content, ["fonts", "fills", "cellXfs"], most_depth=1)}
        if found.keys() != {"fonts", "fills", "cellXfs"}:
            raise CannotPatchError("it has no list of styles")
        self._fonts, self._fills, self._looks = found["fonts"], found["fills"], found["cellXfs"]
        self._own = self._within(self._looks, "xf")
        self._added: dict[tuple[int, Colour | None, bool], bytes] = {}
        self._first_fill = len(self._within(self._fills, "fill"))
        self._first_font = len(self._within(self._fonts, "font"))

    def _within(self, whole: Element, name: str) -> list[Element]:
        found = elements(self._content, [name], most_depth=2)
        return [one for one in found if one.depth == 2 and whole.start < one.start < whole.end]

    def of(self, own: int, colour: Colour | None = None, *, bold: bool = False) -> int:
        """The number of the look that a cell of this look has when it is marked."""
        key = (own, colour, bold)
        if key not in self._added:
            if not 0 <= own < len(self._own):
                raise CannotPatchError("a cell has a style that is not in its list")
            look = self._own[own]
            tag = self._content[look.start : look.start_end]
            if colour is not None:
                tag = with_attribute(tag, "fillId", str(self._first_fill + list(FILLS).index(colour)))
                tag = with_attribute(tag, "applyFill", "1")
            if bold:
                tag = with_attribute(with_attribute(tag, "fontId", str(self._first_font)), "applyFont", "1")
            self._added[key] = tag + self._content[look.start_end : look.end]
        return len(self._own) + list(self._added).index(key)

    def written(self) -> bytes:
        """The part with the new looks."""
        prefix = self._looks.prefix
        fills = "".join(
            f'<{prefix}fill><{prefix}patternFill patternType="solid"><{prefix}fgColor rgb="FF{back[1:]}"/>'
            f'<{prefix}bgColor indexed="64"/></{prefix}patternFill></{prefix}fill>'
            for back, _ in FILLS.values()
        )
        added = [
            (self._fonts, self._first_font + 1, _BOLD.format(prefix).encode()),
            (self._fills, self._first_fill + len(FILLS), fills.encode()),
            (self._looks, len(self._own) + len(self._added), b"".join(self._added.values())),
        ]
        content = self._content
        for whole, count, text in sorted(added, key=lambda one: -one[0].start):  # from the end: places before it stand
            content = patched(content, [inside(content, whole, text)])
            tag = with_attribute(content[whole.start : whole.start_end], "count", str(count))
            content = content[: whole.start] + tag + content[whole.start_end :]
        return content
