"""What a document does not say of itself is in the settings beside it; of other languages tables are checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.errors import UsageError
from budget_monitor.model.documents.scrutiny import DocumentScrutiny, TieStatus
from budget_monitor.pipeline.documents.scrutinising import scrutinise

TABLE = "\n\n| | Amount |\n|---|--:|\n| Parks | 50 |\n| Net spend | 124 |\n| Total | 174 |\n\n"


def found(folder: Path, text: str, settings: str = "") -> DocumentScrutiny:
    path = folder / "report.md"
    path.write_text(text, encoding="utf-8")
    (folder / "budget-monitor.toml").write_text(settings, encoding="utf-8")
    return scrutinise([path]).documents[0]


def tied(one: DocumentScrutiny) -> list[str]:
    return [tie.figure.text for tie in one.ties if tie.status is TieStatus.TIED]


def test_the_unit_of_a_table_is_that_of_its_caption_or_of_the_settings(tmp_path: Path) -> None:
    text = "# Green spaces\n\nParks cost £0.050m." + TABLE
    assert tied(found(tmp_path, text)) == []
    assert tied(found(tmp_path, text, '[scrutinise.units]\n"green spaces" = "£000"\n')) == ["£0.050m"]
    assert tied(found(tmp_path, "# Green spaces\n\nParks cost £0.050m.\n\nTable 1: parks (£000)" + TABLE)) == [
        "£0.050m"
    ]


def test_a_unit_of_no_table_is_told_with_the_nearest_heading(tmp_path: Path) -> None:
    text = "# Green spaces\n\nParks cost £0.050m." + TABLE
    own = found(tmp_path, text, '[scrutinise.units]\n"green spaecs" = "£000"\n')
    assert own.document.notes == (
        "no table stands under \"green spaecs\", of which the settings say the unit; did you mean 'Green spaces'?",
    )
    assert found(tmp_path, text, '[scrutinise.units]\n"Green Spaces" = "£000"\n').document.notes == ()


def test_words_of_the_house_are_those_that_others_use(tmp_path: Path) -> None:
    text = "# A\n\nThe controllable result was £0.124m." + TABLE.replace("Amount", "£000")
    assert tied(found(tmp_path, text)) == []
    assert tied(found(tmp_path, text, '[scrutinise.words]\n"controllable result" = "net spend"\n')) == ["£0.124m"]


def test_codes_of_the_house_are_no_figures_and_stand_for_one_thing(tmp_path: Path) -> None:
    rows = "| | What | 2024 |\n|---|---|--:|\n| DM/4 | Homes built | 5 |\n| DM/4 | Trees felled | 7 |\n"
    text = f"# A\n\nThe measure DM/400 is new.\n\n{rows}"
    own = found(tmp_path, text, '[scrutinise]\ncodes = ["DM/"]\n')
    assert [slip.title for slip in own.wrong] == ["One code for two things"]
    assert own.ties == ()
    assert not found(tmp_path, text).wrong


@pytest.mark.parametrize("times", [1, 8])
def test_a_text_in_another_language_says_so_and_its_tables_are_checked(tmp_path: Path, times: int) -> None:
    text = "Die Ausgaben der Stadt sind gestiegen und liegen weit über dem Ansatz des Haushalts von 2021/23. " * times
    own = found(tmp_path, f"# Bericht\n\n{text}{TABLE.replace('174', '147')}")
    assert [slip.title for slip in own.wrong] == ["A total is not the sum of its lines"]
    assert own.document.notes == ("the text does not read as English, so only the tables are checked",)


def test_a_mistake_in_the_settings_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="must be"):
        found(tmp_path, "# A\n", '[scrutinise.units]\nA = "acres"\n')
