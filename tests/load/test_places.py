"""Places of figures: two references to one place are the same, with its address and without."""

from __future__ import annotations

from budget_monitor.diagnose.web import line_like
from budget_monitor.model.ledgers.cell import CellRef


def test_a_place_is_the_same_with_and_without_its_address() -> None:
    with_address, without = CellRef("a.xlsx", 3, "closing", "I3"), CellRef("a.xlsx", 3, "closing")
    assert with_address == without
    assert not with_address != without  # noqa: SIM202 - both operators are asked
    assert len({with_address, without}) == 1


def test_other_places_are_others() -> None:
    place = CellRef("a.csv", 3, "closing")
    for other in (CellRef("b.csv", 3, "closing"), CellRef("a.csv", 4, "closing"), CellRef("a.csv", 3, "opening"), "a"):
        assert place != other
        assert not place == other  # noqa: SIM201 - both operators are asked
    assert line_like(place) != place
