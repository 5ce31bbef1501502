"""Words of commands, quoted where a shell needs it."""

from __future__ import annotations

import os
import re
import shlex

_NEEDS_NO_QUOTES = re.compile(r"[\w./:+@%,=\\-]+" if os.name == "nt" else r"[\w./:+@%,=-]+")
_STANDS_IN_DOUBLE_QUOTES = re.compile(r"[^\"$`!\\]*")


def shell_word(text: str) -> str:
    """A path or a name as it is typed in a command: in double quotes, which every shell knows, if need be."""
    if text.startswith("-"):
        text = f"./{text}"
    if _NEEDS_NO_QUOTES.fullmatch(text):
        return text
    if os.name == "nt" or _STANDS_IN_DOUBLE_QUOTES.fullmatch(text):
        return f'"{text}"'
    return shlex.quote(text)
