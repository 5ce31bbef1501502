"""What the values of settings must be, each as the end of the sentence "unit must be …".

The pound stands for the currency of the set.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec import Meta

from budget_monitor.load.settings.values import (
    READS,
    amount_setting,
    currency_setting,
    list_setting,
    number_setting,
    percent_setting,
    share_setting,
    unit_setting,
)
from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.ledgers.schema import Unit

UnitSetting = Annotated[Unit, Meta(description="£ (exact), £1, £000 or £m", extra={READS: unit_setting})]
Month = Annotated[int, Meta(ge=1, le=12, description="the month the financial year starts in, from 1 to 12")]
Currency = Annotated[str, Meta(description="an ISO 4217 currency code such as GBP", extra={READS: currency_setting})]
Amount = Annotated[
    Decimal, Meta(description='an amount that is not negative, such as "£5,000"', extra={READS: amount_setting})
]
Percent = Annotated[
    Decimal, Meta(description="a percentage that is not negative, such as 1 or 0.5", extra={READS: percent_setting})
]
Share = Annotated[Decimal, Meta(description="a percentage from 0 to 100", extra={READS: share_setting})]
Number = Annotated[Decimal, Meta(description="a number such as 5", extra={READS: number_setting})]
Trust = Annotated[int, Meta(ge=1, le=1000, description="a whole number from 1 to 1000")]
Days = Annotated[int, Meta(ge=1, le=36500, description="a whole number of days, at least 1")]
Rows = Annotated[int, Meta(ge=0, le=10**9, description="a whole number of rows, such as 50000")]
Seconds = Annotated[int, Meta(ge=1, le=86_400, description="a whole number of seconds, at least 1")]
YesNo = Annotated[bool, Meta(description="true or false")]
SeveritySetting = Annotated[Severity, Meta(description="error, warning or info")]
Ids = Annotated[list[str], Meta(description='a list of rule ids, such as ["SV02"]', extra={READS: list_setting})]
Words = Annotated[
    list[str], Meta(description='a list of words, such as ["Net cost of services"]', extra={READS: list_setting})
]
Text = Annotated[str, Meta(description="text in quotation marks")]
Window = Annotated[int, Meta(ge=0, le=366, description="a whole number of days from 0 to 366")]
