"""`budget-monitor.toml`, the optional settings beside the ledgers: what may be set, and what is in force.

What the command line says goes before what the file says, and that before the defaults. This schema is what
`budget-monitor settings show` prints; a setting's title is its meaning, its description what it must be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from budget_monitor.load.settings.reader import SettingReader, assignments
from budget_monitor.load.settings.reconcile import ReconcileSettings
from budget_monitor.load.settings.scrutinise import ScrutiniseSettings
from budget_monitor.load.settings.wanted import (
    Amount,
    Currency,
    Days,
    Ids,
    Month,
    Number,
    Percent,
    Rows,
    Seconds,
    SeveritySetting,
    Share,
    Text,
    Trust,
    UnitSetting,
    Words,
    YesNo,
)
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.schema import Unit
from budget_monitor.model.results.review import Materiality
from budget_monitor.model.running.engine import EngineOptions
from budget_monitor.model.running.files import SETTINGS_FILE, is_there
from budget_monitor.model.running.limits import Limits
from budget_monitor.toml.place import KeyPath, TomlFile, read_toml

SOURCE_TABLE = "source"
"""The tables of the same file that are mappings, and no settings: see `load.sources.mapping`."""


VARIANCE_CRITERIA = ("explain_above_amount", "explain_above_percent", "explained_share")
"""What VE01 calls the settings of [variance]."""


class LedgerSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The settings of one ledger, from its [ledger.NAME] table; None means the set's."""

    unit: Annotated[UnitSetting | None, Meta(title="The unit of one ledger, where it is not the set's.")] = None


class MaterialitySettings(Struct, frozen=True, forbid_unknown_fields=True):
    """[materiality]: the size below which a gap is immaterial."""

    amount: Annotated[
        Amount | None,
        Meta(
            title="A failed check whose gap is below this amount, and below materiality.percent where that is set, is"
            " shown as immaterial and does not fail the run."
        ),
    ] = None
    percent: Annotated[
        Percent | None,
        Meta(title="The same as a percentage of the reported figure; with both set, a gap must be below both."),
    ] = None


class VarianceSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """[variance]: which variances must be explained."""

    amount: Annotated[
        Amount | None,
        Meta(
            title="A variance above this amount, and above variance.percent where that is set, must be explained in"
            " variance_explanations.csv (rule VE01). With neither set, none must."
        ),
    ] = None
    percent: Annotated[
        Percent | None,
        Meta(title="The same as a percentage of the cash limit; with both set, a variance must be above both."),
    ] = None
    share: Annotated[Share, Meta(title="How much of such a variance its explanations must cover, in percent.")] = (
        Decimal(80)
    )

    @property
    def criteria(self) -> Mapping[str, Decimal]:
        """The same as criteria of VE01. Where no threshold is set, a share of nothing is asked for."""
        none = Decimal(0)
        amount, percent, share = VARIANCE_CRITERIA
        if self.amount is None and self.percent is None:
            return {share: none}
        thresholds = {amount: self.amount or none, percent: self.percent or none}
        return {**thresholds, share: self.share}


class AcceptSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """[accept]: what `budget-monitor accept` writes where the command line does not say."""

    by: Annotated[Text, Meta(title="Who accepts, where `accept` has no --by. Without either: the login name.")] = ""
    days: Annotated[
        Days | None, Meta(title="How many days an acceptance holds, where `accept` has no --until. Unset: no end.")
    ] = None


class KeepSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """[keep]: what a history, and JSON, hold of the ledgers."""

    texts: Annotated[
        YesNo,
        Meta(
            title="Whether the history, and the JSON of check and reconcile, hold what is written in rows: names,"
            " references, notes, reasons, and sentences that quote them. With false a digest stands for a name; file,"
            " line and column say where to look."
        ),
    ] = True
    figures: Annotated[
        YesNo,
        Meta(
            title="Whether the history holds every figure of money, by which `compare` tells what was restated. With"
            " false it holds those of findings alone."
        ),
    ] = True


class EngineSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """[engine]: how the engines of large ledgers are run."""

    memory: Annotated[
        Text, Meta(title="How much memory the engine duckdb may take before it goes to disk, such as 1GB.")
    ] = "1GB"
    spark: Annotated[
        Text,
        Meta(
            title="Where the engine spark runs: local[*], the URL of a master, or the address of a Spark Connect server"
            " (sc://host:15002)."
        ),
    ] = "local[*]"
    scratch: Annotated[
        Text,
        Meta(
            title="The folder in which duckdb and spark keep long ledgers while they work; a cluster must see it too."
            " Unset: the system's folder for temporary files."
        ),
    ] = ""
    in_memory_rows: Annotated[
        Rows,
        Meta(title="duckdb and spark leave checks of ledgers that all have at most so many rows to arrow, in memory."),
    ] = 50_000

    def options(self, name: str) -> EngineOptions:
        """The same for the engine of that name."""
        scratch = Path(self.scratch) if self.scratch else None
        return EngineOptions(name, self.memory, self.spark, scratch, self.in_memory_rows)


class DatabaseSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """[database]: how DuckDB files are read."""

    views: Annotated[
        YesNo,
        Meta(
            title="Whether views of DuckDB files are read, not only tables. A view computes whatever its author wrote,"
            " from this file alone: no other file, network or extension is in its reach."
        ),
    ] = False
    seconds: Annotated[
        Seconds, Meta(title="How long a table of a DuckDB file may take for its next rows, and a view for all.")
    ] = 10


class Settings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The settings of a ledger set. Every field has a default and says in its type what it means and must be."""

    unit: Annotated[UnitSetting, Meta(title="What a bare figure in a column of money means.")] = Unit.POUNDS
    currency: Annotated[Currency, Meta(title="The currency of all figures.")] = "GBP"
    year_start: Annotated[
        Month, Meta(title="The month the financial year starts in, for months written as periods: 4 is April.")
    ] = 4
    ignore: Annotated[
        Ids,
        Meta(
            title="Rules left out, by id or by the beginning of one; --ignore adds to them, and a rule that --select"
            " names in full is run all the same."
        ),
    ] = []
    severity: Annotated[
        dict[str, SeveritySetting], Meta(title="The severity of a rule, by its id, where it is not the rule's own.")
    ] = {}
    criteria: Annotated[dict[str, Number], Meta(title="A number that rules name, where it is not their own.")] = {}
    total_words: Annotated[
        Words,
        Meta(
            title="Words that make a row a total where its label begins or ends with one, besides Total, Sub-total and"
            " Overall."
        ),
    ] = []
    materiality: MaterialitySettings = MaterialitySettings()
    variance: VarianceSettings = VarianceSettings()
    accept: AcceptSettings = AcceptSettings()
    keep: KeepSettings = KeepSettings()
    reconcile: ReconcileSettings = ReconcileSettings()
    scrutinise: ScrutiniseSettings = ScrutiniseSettings()
    trust: Annotated[
        dict[str, Trust],
        Meta(
            title='How much a ledger, or one of its columns ("savings.value"), is trusted: of two figures that could'
            " be wrong, the less trusted is the likelier culprit."
        ),
    ] = {}
    engine: EngineSettings = EngineSettings()
    database: DatabaseSettings = DatabaseSettings()
    limits: Limits = Limits()
    ledger: dict[str, LedgerSettings] = {}

    def unit_of(self, ledger: str) -> Unit:
        """What a bare number means in that ledger, where no column header says otherwise."""
        own = self.ledger.get(ledger)
        return own.unit if own and own.unit else self.unit

    @property
    def thresholds(self) -> Materiality:
        """[materiality], as the review of findings takes it."""
        return Materiality(self.materiality.amount, self.materiality.percent)

    @property
    def numbers(self) -> Mapping[str, Decimal]:
        """The criteria that are changed: those of [variance], and those of [criteria]."""
        return {**self.variance.criteria, **self.criteria}


class Known(Struct, frozen=True):
    """The names that settings may use; None means unknown, so that any is allowed."""

    ledgers: Mapping[str, Collection[str]] | None = None
    """The columns of every ledger."""
    rules: Collection[str] | None = None
    criteria: Collection[str] | None = None


class InForce(Struct, frozen=True):
    """The settings that are in force, where each of them comes from, and what was wrong with them.

    `sources` has those that are not defaults, by their names (`materiality.amount`): the file and line, or
    `command line`.
    """

    settings: Settings = field(default_factory=Settings)
    sources: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[InputProblem, ...] = ()


def settings_in_force(folder: Path | None, known: Known | None = None, assigned: Sequence[str] = ()) -> InForce:
    """The settings of that folder (None has none), changed by those `assigned` on the command line (`year_start=1`).

    What is wrong with the file is reported with its line and key, and takes its default; the rest counts. Raises
    UsageError for an assignment that cannot be made.
    """
    known = known or Known()
    path = folder / SETTINGS_FILE if folder is not None else None
    none = TomlFile(SETTINGS_FILE, {}, {})
    toml = read_toml(path, SETTINGS_FILE) if path is not None and is_there(path) else none
    problems = (toml,) if isinstance(toml, InputProblem) else ()
    if isinstance(toml, InputProblem):
        toml = none
    toml = replace(toml, root={name: value for name, value in toml.root.items() if name != SOURCE_TABLE})
    reader = SettingReader(Settings, known.ledgers, known.rules, known.criteria)
    settings, paths, found = reader.read(toml, assignments(assigned))
    return InForce(settings, {_name(path): source for path, source in paths.items()}, (*problems, *found))


def read_settings(folder: Path, known: Known | None = None) -> tuple[Settings, tuple[InputProblem, ...]]:
    """The settings in that folder, the defaults if it has none, and what is wrong with them."""
    found = settings_in_force(folder, known)
    return found.settings, found.problems


def _name(path: KeyPath) -> str:
    return ".".join(str(part) for part in path)
