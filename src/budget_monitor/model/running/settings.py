"""Settings as they are shown: what each of them means, and which value is in force."""

from __future__ import annotations

from msgspec import Struct


class ShownSetting(Struct, frozen=True):
    """One setting. `name` is as the settings file and `--set` have it: `materiality.amount`.

    `default` and `value` are as one would write them, empty where there is none. `source` is `default`, the file with
    its line, or `command line`.
    """

    name: str
    meaning: str
    must_be: str
    default: str
    value: str
    source: str
