"""A copy of a PDF with an annotation at each figure that is marked. What is in the file stays byte for byte: the
annotations are an update that is written after it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from pypdf import PageObject, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from budget_monitor.errors import UsageError, one_line
from budget_monitor.render.scrutiny.marked.marks import Mark

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in the points of a page as it is drawn, before it is turned."""

GREEN, RED = (0.11, 0.5, 0.23), (0.7, 0.15, 0.12)
PRINTED = 4
"""The flag of an annotation that is printed too."""
TICK_SIZE = 6.0
NUMBER_SIZE = 6.0
ABOVE_SMALL_LETTERS = 0.7
"""How high in its line the number of a finding begins: most letters of the word after it stay free."""
DIGIT_WIDTH = 3.6


def marked_pdf(path: Path, marks: Sequence[Mark]) -> bytes:
    """The bytes of the copy. Raises UsageError where the file cannot be added to."""
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # what it mends on the way is of no use to an officer
    try:
        writer = PdfWriter(fileobj=path, incremental=True)
        for number, mark in enumerate(marks, start=1):
            page, boxes = _boxes(mark, writer)
            writer.add_annotation(writer.pages[page], _annotation(mark, boxes, writer, number))
        written = BytesIO()
        writer.write(written)
    except (PyPdfError, ValueError, KeyError, IndexError, NotImplementedError) as error:
        raise UsageError(f"cannot mark {path}: {one_line(error)}; export or print it to PDF anew") from error
    return written.getvalue()


def _boxes(mark: Mark, writer: PdfWriter) -> tuple[int, Sequence[Box]]:
    """The page of a mark, from 0, and the boxes of its words there."""
    places = [stretch.at for stretch, _, _ in mark.where if isinstance(stretch.at, tuple)]
    page = int(places[0][0]) - 1
    own = [place for place in places if int(place[0]) - 1 == page]
    return page, [_turned(tuple(map(float, place[1:])), writer.pages[page]) for place in own]


def _turned(place: tuple[float, ...], page: PageObject) -> Box:
    """From a box seen from the top left corner of the page as it is shown to one of the page as it is drawn."""
    left, top, right, bottom = place
    x0, y0, x1, y1 = (float(edge) for edge in page.mediabox)
    width, height = x1 - x0, y1 - y0
    match page.rotation % 360:
        case 90:
            return x0 + top, y0 + left, x0 + bottom, y0 + right
        case 180:
            return x0 + width - right, y0 + top, x0 + width - left, y0 + bottom
        case 270:
            return x0 + width - bottom, y0 + height - right, x0 + width - top, y0 + height - left
    return x0 + left, y0 + height - bottom, x0 + right, y0 + height - top


def _annotation(mark: Mark, boxes: Sequence[Box], writer: PdfWriter, number: int) -> DictionaryObject:
    left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
    if mark.is_tick:
        subtype, color = "/Ink", GREEN
        x, y = right, top - TICK_SIZE / 2
        rect = (x - 1, y - 1, x + TICK_SIZE, y + TICK_SIZE)
        points = [x, y + 2, x + 1.5, y, x + 4, y + 5]
        drawn = f"{_color(GREEN)} RG 1 w {_path(points)} S"
    else:
        subtype, color = "/Square", RED
        text = ",".join(map(str, mark.numbers))
        wide, foot = DIGIT_WIDTH * len(text) + 2, bottom + (top - bottom) * ABOVE_SMALL_LETTERS
        rect = (left - 1, bottom - 1, right + 1 + wide, max(top, foot + NUMBER_SIZE) + 1)
        points = []
        drawn = (
            f"{_color(RED)} RG {_color(RED)} rg 0.8 w {left - 0.5:.2f} {bottom - 0.5:.2f} {right - left + 1:.2f}"
            f" {top - bottom + 1:.2f} re S {right + 0.5:.2f} {foot:.2f} {wide:.2f} {NUMBER_SIZE:.2f} re f"
            f" BT 1 g /F {NUMBER_SIZE} Tf {right + 1.5:.2f} {foot + 0.9:.2f} Td ({text}) Tj ET"
        )
    made = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject(subtype),
        NameObject("/Rect"): _numbers(rect), NameObject("/C"): _numbers(color),
        NameObject("/F"): NumberObject(PRINTED), NameObject("/NM"): TextStringObject(f"budget-monitor-{number}"),
        NameObject("/T"): TextStringObject(mark.author), NameObject("/Contents"): TextStringObject(mark.text),
        NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(_appearance(drawn, rect))}),
    })  # fmt: skip
    if points:
        made[NameObject("/InkList")] = ArrayObject([_numbers(points)])
    return made


def _appearance(drawn: str, rect: Box) -> StreamObject:
    """How an annotation looks, in every program alike."""
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    })  # fmt: skip
    fonts = DictionaryObject({NameObject("/F"): font})
    look = StreamObject()
    look.set_data(drawn.encode("ascii"))
    look.update({
        NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"),
        NameObject("/BBox"): _numbers(rect),
        NameObject("/Resources"): DictionaryObject({NameObject("/Font"): fonts}),
    })  # fmt: skip
    return look


def _numbers(values: Sequence[float]) -> ArrayObject:
    return ArrayObject([FloatObject(round(value, 2)) for value in values])


def _color(parts: Sequence[float]) -> str:
    return " ".join(f"{part:.2f}" for part in parts)


def _path(points: Sequence[float]) -> str:
    """Lines from point to point."""
    pairs = [f"{x:.2f} {y:.2f}" for x, y in zip(points[::2], points[1::2], strict=True)]
    return " ".join([f"{pairs[0]} m", *(f"{pair} l" for pair in pairs[1:])])
