"""What a laid-out position consists of, and how its figures are put into words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from budget_monitor.model.ledgers.money import Figure, figure_text, plain
from budget_monitor.model.results.position import Direction, PositionFigure, Rating, ReportPosition, Variance
from budget_monitor.render.text.words import key_text, variance_text

NOT_GIVEN = "not given"
MARK = "†"
"""Beside a figure that a failed check uses, in every format."""
DERIVED = "*"
"""Beside a figure that was worked out."""


class Shown(Struct, frozen=True):
    """A figure as it is shown. `findings`: the failing checks that use it; `is_derived`: it was worked out, where the
    ledger could have stated it; `rating` colours it.
    """

    text: str = ""
    findings: tuple[str, ...] = ()
    is_derived: bool = False
    rating: Rating | None = None


class Trend(Struct, frozen=True):
    """What a figure was in each report of a portfolio, in order of time; None where it is not stated."""

    name: str
    values: tuple[Fraction | None, ...]


class Line(Struct, frozen=True):
    """A line of a section: a label, set in by `depth`, and figures under the headers, from the left. `trends` are drawn
    beside the label.
    """

    label: str
    figures: tuple[Shown, ...] = ()
    depth: int = 1
    is_total: bool = False
    trends: tuple[Trend, ...] = ()


class Share(Struct, frozen=True):
    """Part of a whole, for a bar; `text` stands behind it. `findings`: the failing checks that use either."""

    label: str
    part: Fraction
    text: str
    findings: tuple[str, ...] = ()


def marks_of(figure: Shown | Share) -> str:
    """The marks beside a figure; none beside nothing."""
    is_derived = isinstance(figure, Shown) and figure.is_derived
    return ((MARK if figure.findings else "") + (DERIVED if is_derived else "")) if figure.text else ""


class Section(Struct, frozen=True):
    """A table with a title over its labels, and what is drawn and said beneath it."""

    title: str
    headers: tuple[str, ...]
    lines: tuple[Line, ...]
    shares: tuple[Share, ...] = ()
    remark: str = ""

    @property
    def findings(self) -> frozenset[str]:
        """The failing checks that its figures are marked for."""
        figures = (figure.findings for line in self.lines for figure in line.figures)
        return frozenset(name for names in (*figures, *(share.findings for share in self.shares)) for name in names)

    @property
    def has_derived(self) -> bool:
        """Whether any figure was worked out where the ledger could have stated it."""
        return any(figure.is_derived for line in self.lines for figure in line.figures)


class ReportView(Struct, frozen=True):
    """One report: its title, its sections, and a footnote for each failing check that its figures are marked for."""

    title: str
    sections: tuple[Section, ...]
    footnotes: tuple[str, ...]


def number(figure: PositionFigure) -> Fraction | None:
    """The exact number of a figure, in currency units; None where it is missing."""
    return None if figure.amount is None else Fraction(plain(figure.amount))


def share_of(part: PositionFigure, whole: PositionFigure) -> Fraction | None:
    """`part` over `whole`, for a bar; None where one is missing, or the two make no share."""
    over, under = number(part), number(whole)
    return over / under if over is not None and under is not None and under > 0 and over >= 0 else None


def percent_text(share: Fraction) -> str:
    """A share, not below nothing, in percent to one place: `33.2%`."""
    tenths = round(share * 1000)
    return f"{tenths // 10:,}.{tenths % 10}%"


def size_text(amount: Figure) -> str:
    """An amount without its sign."""
    return figure_text(amount if plain(amount) >= 0 else -amount)


def shown(figure: PositionFigure, *, may_be_stated: bool = False) -> Shown:
    """A figure, or `not given`. With `may_be_stated`, one that was worked out says so."""
    if figure.amount is None:
        return Shown(NOT_GIVEN, figure.findings)
    return Shown(figure_text(figure.amount), figure.findings, may_be_stated and figure.is_computed)


def shown_variance(variance: Variance) -> Shown:
    """A variance with its direction in words: `£44,000 under`."""
    amount = variance.amount.amount
    if amount is None:
        return shown(variance.amount)
    return Shown(variance_text(amount), variance.amount.findings, variance.amount.is_computed, variance.rating)


def shown_movement(figure: PositionFigure) -> Shown:
    """A difference with its sign, so that nobody takes it for a figure: `+£163,000`."""
    if figure.amount is None:
        return shown(figure)
    sign = "+" if plain(figure.amount) > 0 else ""
    return Shown(f"{sign}{figure_text(figure.amount)}", figure.findings)


def shown_worsening(figure: PositionFigure) -> Shown:
    """How a variance has moved: `£44,000 worse` where it went up."""
    if figure.amount is None:
        return shown(figure)
    amount = plain(figure.amount)
    text = f"{size_text(figure.amount)} {'worse' if amount > 0 else 'better'}" if amount else "unchanged"
    return Shown(text, figure.findings)


def variance_percent(variance: Variance) -> str:
    """`+1.2%` over the cash limit, `−0.8%` under it; empty where there is no percentage."""
    if variance.percent is None or variance.direction is None:
        return ""
    signs = {Direction.OVER: "+", Direction.UNDER: "−", Direction.ON: ""}
    sign = signs[variance.direction] if variance.percent else ""  # a few pounds of a million are 0.0%, of no sign
    return f"{sign}{abs(variance.percent)}%"


def variance_findings(variance: Variance) -> tuple[str, ...]:
    """The failing checks that its percentage and its rating rest on."""
    return (*variance.amount.findings, *variance.cash_limit.findings)


def names_of(key: Mapping[str, str]) -> str:
    """Whose report it is: the portfolio, after the authority where there is one."""
    return key_text({name: text for name, text in key.items() if name not in ("financial_year", "period")})


def when_of(report: ReportPosition) -> str:
    """Which report it is: `2021/22 Q4`, `2021/22 Q2 forecast`."""
    when = key_text({name: report.key[name] for name in ("financial_year", "period")})
    basis = report.outturn.basis if report.outturn else ""
    return f"{when} {basis}" if basis not in ("", "outturn") else when


def current_cash_limit(report: ReportPosition) -> PositionFigure:
    """The cash limit of a report: of its own table, or else the one its outturn is set beside."""
    stated = report.cash_limit.current if report.cash_limit else PositionFigure()
    return stated if stated.amount is not None or report.outturn is None else report.outturn.cash_limit
