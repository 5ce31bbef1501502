"""Texts and names as TOML reads them back."""

from __future__ import annotations

import re
from collections.abc import Mapping


def toml_text(text: str) -> str:
    """A text in quotation marks, whatever it holds."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'


def toml_name(name: str) -> str:
    """A key: bare where TOML allows it, and otherwise in quotation marks."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_text(name)


def key_table(key: Mapping[str, str]) -> str:
    """The key of a row on one line, without what is empty: `{ portfolio = "Parks", period = "Q4" }`."""
    inside = ", ".join(f"{toml_name(name)} = {toml_text(text)}" for name, text in key.items() if text)
    return f"{{ {inside} }}" if inside else "{}"


def appended(content: bytes, text: str) -> bytes:
    """A file's content with a text after it and a blank line between, in the file's own line endings."""
    newline = b"\r\n" if b"\r\n" in content else b"\n"
    gap = newline if content and not content.endswith(b"\n") else b""
    return content + gap + newline + text.encode().replace(b"\n", newline)
