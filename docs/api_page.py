"""The page of the public Python interface, from the docstrings of what `budget_monitor` itself offers."""

from __future__ import annotations

import enum
import inspect
import re
from collections.abc import Iterator

import msgspec

import budget_monitor


def api_page(note: str) -> str:
    """The page, in Markdown: functions, then classes, in alphabetical order. `note` says where a page comes from."""
    things = [(name, getattr(budget_monitor, name)) for name in budget_monitor.__all__]
    functions = [text for name, thing in things if inspect.isfunction(thing) for text in _function(name, thing)]
    classes = [text for name, thing in things if inspect.isclass(thing) for text in _class(name, thing)]
    head = ["# From Python", note.format("the docstrings").strip(), inspect.getdoc(budget_monitor) or ""]
    return "\n\n".join([*head, "## Functions", *functions, "## Values", *classes]) + "\n"


def _function(name: str, function: object) -> Iterator[str]:
    assert callable(function)
    signature = inspect.signature(function)
    lines = [f"    {one}," for one in _shown(signature)]
    yield f"### `{name}`"
    yield "\n".join(["```python", f"{name}(", *lines, f") -> {signature.return_annotation}", "```"])
    yield inspect.getdoc(function) or ""


def _shown(signature: inspect.Signature) -> Iterator[str]:
    """The parameters as they are written in a call, with a star before those that must be named."""
    starred = False
    for parameter in signature.parameters.values():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            starred = True
            yield "*"
        given = "" if parameter.default is inspect.Parameter.empty else f" = {_written(parameter.default)}"
        yield f"{parameter.name}: {parameter.annotation}{given}"


def _written(default: object) -> str:
    return f"{type(default).__name__}.{default.name}" if isinstance(default, enum.Enum) else repr(default)


def _annotation(kind: type, field: str) -> str:
    return next(str(told[field]) for one in kind.__mro__ if field in (told := inspect.get_annotations(one)))


def _class(name: str, kind: type) -> Iterator[str]:
    yield f"### `{name}`"
    yield inspect.getdoc(kind) or ""
    if issubclass(kind, enum.Enum):
        told = _told_below(kind)
        yield "\n".join(f"- `{member.value}`{told.get(member.name, '')}" for member in kind)
    elif issubclass(kind, msgspec.Struct):
        fields = [f"- `{field}`: `{_annotation(kind, field)}`" for field in kind.__struct_fields__]
        properties = [
            f"- `{attribute}`: {(inspect.getdoc(value) or '').partition(chr(10))[0]}"
            for attribute, value in vars(kind).items()
            if isinstance(value, property)
        ]
        methods = [
            f"- `{attribute}{inspect.signature(value)}`: {' '.join((inspect.getdoc(value) or '').split())}"
            for attribute, value in vars(kind).items()
            if inspect.isfunction(value) and not attribute.startswith("_")
        ]
        yield "\n".join([*fields, *properties, *methods])


def _told_below(kind: type) -> dict[str, str]:
    """What the source says of each member of a choice, in the string below it."""
    found = re.findall(r'^    (\w+) = "[^"]*"\n    """(.+?)"""', inspect.getsource(kind), re.MULTILINE | re.DOTALL)
    return {name: f": {' '.join(text.split())}" for name, text in found}
