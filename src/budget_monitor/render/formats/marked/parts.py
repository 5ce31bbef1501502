"""The parts of a workbook's archive: which are related to which, and what is added."""

from __future__ import annotations

import posixpath
import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from budget_monitor.model.running.result_mark import RESULT_MARK
from budget_monitor.render.formats.marked.xml import (
    CannotPatchError,
    Element,
    Patch,
    elements,
    escaped,
    inside,
    patched,
)

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS = f'<Relationships xmlns="{_PACKAGE}/relationships"></Relationships>'.encode()
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_WITH_MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_WITHOUT = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_TYPES, _CORE = "[Content_Types].xml", "docProps/core.xml"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Not when it was made, which would change from run to run."""


class Parts:
    """The parts of a workbook, changed one by one and then written. CannotPatchError where it is none."""

    def __init__(self, content: bytes) -> None:
        self._archive = ZipFile(BytesIO(content))
        self._names = self._archive.namelist()
        self._changed: dict[str, bytes] = {}
        self.book = next((to for kind, to in self.related("") if kind == "officeDocument"), "")
        if not self.book or b"purl.oclc.org/ooxml" in self.read(self.book):
            raise CannotPatchError("it is a workbook of another form")
        self.has_macros = _WITH_MACROS in self.read(_TYPES)

    def read(self, name: str) -> bytes:
        """The bytes of a part as they are now."""
        if name in self._changed:
            return self._changed[name]
        if name not in self._names:
            raise CannotPatchError(f"its part {name} is missing")
        return self._archive.read(name)

    def write(self, name: str, content: bytes) -> None:
        """Put the bytes of a part in place."""
        self._changed[name] = content

    def related(self, name: str) -> list[tuple[str, str]]:
        """What a part is related to, as kind and name; nothing outside the archive."""
        return [
            (one.given.get("Type", "").rpartition("/")[2], _place(name, one.given["Target"]))
            for one in self._relations(name)
            if one.given.get("TargetMode") != "External" and "Target" in one.given
        ]

    def id_of(self, name: str, kind: str) -> dict[str, str]:
        """By the id of a relation of this kind, the part it leads to."""
        return {
            one.given["Id"]: _place(name, one.given["Target"])
            for one in self._relations(name)
            if one.given.get("Type", "").endswith(f"/{kind}") and one.given.get("TargetMode") != "External"
        }

    def relate(self, name: str, kind: str, target: str) -> str:
        """Relate a part to another; the id of the relation."""
        file, content = _relations_of(name), _RELATIONS
        if file in self._names or file in self._changed:
            content = self.read(file)
        taken = {one.given.get("Id") for one in elements(content, ["Relationship"])}
        number = next(at for at in range(1, len(taken) + 2) if f"rIdBM{at}" not in taken)
        text = f'<Relationship Id="rIdBM{number}" Type="{kind}" Target="/{target}"/>'
        (root,) = elements(content, ["Relationships"])
        prefixed = text.replace("<", f"<{root.prefix}")
        self.write(file, patched(content, [inside(content, root, prefixed.encode())]))
        return f"rIdBM{number}"

    def free(self, pattern: str) -> str:
        """The first name of a part that is not taken: `xl/comments{}.xml`."""
        taken = {*self._names, *self._changed}
        return next(name for at in range(1, len(taken) + 2) if (name := pattern.format(at)) not in taken)

    def has_type(self, name: str, content_type: str) -> None:
        """Say what a part holds; of a name that begins with a dot, all parts of that ending."""
        content = self.read(_TYPES)
        (root,) = elements(content, ["Types"])
        if name.startswith("."):
            known = {one.given.get("Extension", "").casefold() for one in elements(content, ["Default"])}
            if name[1:] in known:
                return
            text = f'<{root.prefix}Default Extension="{name[1:]}" ContentType="{content_type}"/>'
            self.write(_TYPES, patched(content, [Patch(root.start_end, root.start_end, text.encode())]))
            return
        text = f'<{root.prefix}Override PartName="/{name}" ContentType="{content_type}"/>'
        self.write(_TYPES, patched(content, [inside(content, root, text.encode())]))

    def written(self) -> bytes:
        """The archive, marked as a result so that no check reads it, and without macros."""
        self._mark()
        left_out = self._macros() if self.has_macros else set()
        whole = BytesIO()
        with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
            for info in self._archive.infolist():
                if info.filename not in left_out:
                    content = self._changed.pop(info.filename, None)
                    kept = ZipInfo(info.filename, info.date_time)
                    kept.compress_type = ZIP_DEFLATED
                    archive.writestr(kept, self._archive.read(info) if content is None else content)
            for name, content in self._changed.items():
                archive.writestr(ZipInfo(name, _LONG_AGO), content, ZIP_DEFLATED)
        return whole.getvalue()

    def _relations(self, name: str) -> list[Element]:
        file = _relations_of(name)
        if file not in self._names and file not in self._changed:
            return []
        return list(elements(self.read(file), ["Relationship"]))

    def _mark(self) -> None:
        found = [to for kind, to in self.related("") if kind == "core-properties"]
        if not found:
            text = f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"></cp:coreProperties>'
            self.write(_CORE, text.encode())
            self.relate("", f"{_PACKAGE}/relationships/metadata/core-properties", _CORE)
            self.has_type(_CORE, _CORE_TYPE)
        name = found[0] if found else _CORE
        content = self.read(name)
        said = next(iter(elements(content, ["description"])), None)
        if said is not None:
            self.write(name, patched(content, [inside(content, said, f" ({RESULT_MARK})".encode())]))
            return
        root = next(iter(elements(content, ["coreProperties"])))
        text = f'<dc:description xmlns:dc="http://purl.org/dc/elements/1.1/">{escaped(RESULT_MARK)}</dc:description>'
        self.write(name, patched(content, [inside(content, root, text.encode())]))

    def _macros(self) -> set[str]:
        """Takes the macros out of the relations and types, since a plain workbook may have none; the parts' names."""
        self.write(_TYPES, self.read(_TYPES).replace(_WITH_MACROS, _WITHOUT))
        parts = {to for kind, to in self.related(self.book) if kind == "vbaProject"}
        file = _relations_of(self.book)
        content = self.read(file)
        gone = [one for one in elements(content, ["Relationship"]) if one.given["Type"].endswith("/vbaProject")]
        self.write(file, patched(content, [Patch(one.start, one.end, b"") for one in gone]))
        parts |= {_relations_of(name) for name in parts} | {to for name in parts for _, to in self.related(name)}
        types = self.read(_TYPES)
        named = [one for one in elements(types, ["Override"]) if one.given.get("PartName", "").lstrip("/") in parts]
        self.write(_TYPES, patched(types, [Patch(one.start, one.end, b"") for one in named]))
        return parts


def _relations_of(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels".lstrip("/")


def _place(name: str, target: str) -> str:
    """Where a relation's target stands in the archive."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(re.sub("^/", "", posixpath.join(posixpath.dirname(name), target)))
