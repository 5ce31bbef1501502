"""The one form of every JSON document: UTF-8, indented by two, with a new line at its end."""

from __future__ import annotations

from collections.abc import Callable

import msgspec


def json_bytes(document: object, *, encoded: Callable[[object], object] | None = None) -> bytes:
    """A document as a file of JSON. `encoded` turns values that JSON does not have, such as amounts, into texts."""
    return msgspec.json.format(msgspec.json.encode(document, enc_hook=encoded), indent=2) + b"\n"
