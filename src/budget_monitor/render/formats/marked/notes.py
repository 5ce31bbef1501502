"""Notes beside marked cells, in the parts that every spreadsheet program shows: texts, and boxes to show them in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from budget_monitor.render.formats.marked.parts import OFFICE, Parts
from budget_monitor.render.formats.marked.sheet import Spot, address_of, spot_of, with_notes
from budget_monitor.render.formats.marked.xml import Patch, elements, escaped, inside, patched

AUTHOR = "budget-monitor"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TEXTS = f'<comments xmlns="{_MAIN}"><authors></authors><commentList></commentList></comments>'.encode()
_TEXTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_BOXES_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_KIND = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOXES = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>'
)
_FIRST_BOX = 7001
"""Numbers of boxes begin here, above those that a sheet is likely to have."""


def add_notes(parts: Parts, sheet: str, notes: Mapping[Spot, str]) -> None:
    """Puts notes beside cells of a sheet; beside one that has a note already, below its text."""
    found = [to for kind, to in parts.related(sheet) if kind == "comments"]
    if not found:
        name = parts.free("xl/comments{}.xml")
        parts.write(name, _TEXTS)
        parts.relate(sheet, f"{OFFICE}/comments", name)
        parts.has_type(name, _TEXTS_TYPE)
        found = [name]
    new = _add_texts(parts, found[0], notes)
    _add_boxes(parts, sheet, new, notes)


def _add_texts(parts: Parts, name: str, notes: Mapping[Spot, str]) -> list[Spot]:
    """Returns the cells that had no note before."""
    content = parts.read(name)
    every = list(elements(content))
    listed = next(one for one in every if one.name == "commentList")
    authors = next(one for one in every if one.name == "authors")
    own = {spot: one for one in every if one.name == "comment" and (spot := spot_of(one.given.get("ref", "")))}
    texts = [one for one in every if one.name == "text"]
    author = sum(1 for one in every if one.name == "author")
    prefix, patches, added = listed.prefix, [], b""
    for spot, note in sorted(notes.items()):
        run = f'<{prefix}r><{prefix}t xml:space="preserve">{{}}{escaped(note)}</{prefix}t></{prefix}r>'
        if spot in own:
            text = next(one for one in texts if own[spot].start < one.start < own[spot].end)
            patches.append(inside(content, text, run.format("\n\n").encode()))
        else:
            text_of = f"<{prefix}text>{run.format('')}</{prefix}text>"
            added += (
                f'<{prefix}comment ref="{address_of(spot)}" authorId="{author}">{text_of}</{prefix}comment>'.encode()
            )
    patches.append(inside(content, authors, f"<{prefix}author>{AUTHOR}</{prefix}author>".encode()))
    patches.append(inside(content, listed, added))
    parts.write(name, patched(content, patches))
    return [spot for spot in sorted(notes) if spot not in own]


def _add_boxes(parts: Parts, sheet: str, spots: list[Spot], notes: Mapping[Spot, str]) -> None:
    drawings = parts.id_of(sheet, "vmlDrawing")
    shown = list(elements(parts.read(sheet), ["legacyDrawing"], most_depth=1))
    known = next((value for one in shown for name, value in one.given.items() if name.endswith(":id")), "")
    if known not in drawings:
        name = parts.free("xl/drawings/vmlDrawing{}.vml")
        parts.write(name, _BOXES)
        parts.has_type(".vml", _BOXES_TYPE)
        parts.write(sheet, with_notes(parts.read(sheet), parts.relate(sheet, f"{OFFICE}/vmlDrawing", name)))
    else:
        name = drawings[known]
    content = parts.read(name)
    at = content.rindex(b"</xml>")
    first = max([_FIRST_BOX, *(int(number) + 1 for number in re.findall(rb'id="_x0000_s([0-9]+)"', content))])
    kind = "" if b'id="_x0000_t202"' in content else _KIND
    boxes = "".join(_box(first + place, spot, notes[spot]) for place, spot in enumerate(spots))
    parts.write(name, patched(content, [Patch(at, at, (kind + boxes).encode())]))


def _box(number: int, spot: Spot, note: str) -> str:
    """A box to the right of its cell that the text fits in, not shown until somebody points at the cell."""
    row, column = spot[0] - 1, spot[1] - 1
    lines = sum(1 + len(line) // 45 for line in note.split("\n"))
    bottom = row + min(max(4, lines + 1), 24)
    return (
        f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        f' xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" type="#_x0000_t202"'
        ' style="position:absolute;width:300pt;height:120pt;z-index:1;visibility:hidden"'
        ' fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
        '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{column + 1}, 15, {max(row - 1, 0)}, 10, {column + 6}, 15, {bottom}, 4</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
