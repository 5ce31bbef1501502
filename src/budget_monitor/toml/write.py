"""Texts and names as TOML reads them back."""

from __future__ import annotations

import re


def toml_text(text: str) -> str:
    """A text in quotation marks, whatever it holds."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'


def toml_name(name: str) -> str:
    """A key: bare where TOML allows it, and otherwise in quotation marks."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_text(name)
