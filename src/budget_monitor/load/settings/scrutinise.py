"""[scrutinise]: what a document does not say of itself."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from budget_monitor.load.settings.wanted import Text, UnitSetting, Words
from budget_monitor.model.documents.document import House


class ScrutiniseSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """[scrutinise]: how `scrutinise` reads the documents of this house; read from beside the first of them."""

    units: Annotated[
        dict[str, UnitSetting],
        Meta(
            title="What bare figures mean in a table that does not say, by words of the heading or caption it stands"
            " under."
        ),
    ] = {}
    codes: Annotated[
        Words, Meta(title='What codes begin with, such as "PI " or "DM/": no figures, and each stands for one thing.')
    ] = []
    words: Annotated[
        dict[str, Text], Meta(title="Words of the house, and the words that others use for the same thing.")
    ] = {}

    @property
    def house(self) -> House:
        """The same as documents are read by."""
        units = {name: unit.value for name, unit in self.units.items()}
        return House(units, tuple(self.codes), dict(self.words))
